package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Value;

import java.util.Map;
import java.util.Set;

/** Runs single steps with the weights of one candidate, however these reach the sessions. */
@FunctionalInterface
public interface StepSessions {

    /**
     * Runs a step.
     *
     * @param inputs the step's inputs but the weights, by name in the segment
     * @param requested outputs to be given in memory of their own, by name in the segment
     * @param written outputs to be written into tensors of the caller
     */
    Results run(
            Step step,
            Map<String, Value> inputs,
            Set<String> requested,
            Map<String, Value> written);
}
