package dev.merganser.evaluators.runtime;

import java.util.Map;

/**
 * What a step of a path computes: which step it is, and what its weights come from. Steps of equal
 * keys give the same bits for the same inputs.
 *
 * @param step its name in the model
 * @param weights key by name of the weight
 */
record StepKey(String step, Map<String, Object> weights) {
    StepKey {
        weights = Map.copyOf(weights);
    }
}
