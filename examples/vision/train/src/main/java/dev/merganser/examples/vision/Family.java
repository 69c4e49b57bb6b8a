package dev.merganser.examples.vision;

import dev.merganser.examples.vision.model.Weights;

import java.util.Map;
import java.util.Optional;

/**
 * Experts and the base they come from, with one frozen head a task that all of them share.
 *
 * @param experts by name: that of their task, where it has one
 * @param heads by task
 */
public record Family(Weights base, Map<String, Weights> experts, Map<String, Weights> heads) {

    public Family {
        experts = Map.copyOf(experts);
        heads = Map.copyOf(heads);
    }

    /** The head of one task. */
    Weights head(String task) {
        return Optional.ofNullable(heads.get(task)).orElseThrow();
    }
}
