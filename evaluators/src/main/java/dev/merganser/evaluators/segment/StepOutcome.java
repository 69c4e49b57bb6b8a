package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;

import java.util.Map;

/**
 * What a step gave.
 *
 * @param passedOn values for later steps, by name in the model
 * @param results own those values that are not the caller's
 */
public record StepOutcome(Map<String, Value> passedOn, Results results) implements AutoCloseable {

    public StepOutcome {
        passedOn = Map.copyOf(passedOn);
    }

    @Override
    public void close() {
        results.close();
    }
}
