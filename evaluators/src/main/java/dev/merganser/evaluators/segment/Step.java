package dev.merganser.evaluators.segment;

import java.util.Map;

/**
 * One use of a segment: what its inputs and outputs are called in the whole model.
 *
 * @param name {@code stem}, {@code layer 0}, …, {@code head} or {@code model}
 * @param weights weight of the model by input of the segment
 * @param inputs value of the model by input of the segment
 * @param outputs value of the model by output of the segment; only those that are needed
 */
public record Step(
        String name,
        Role role,
        Segment segment,
        Map<String, String> weights,
        Map<String, String> inputs,
        Map<String, String> outputs) {

    /** Which part of the model a step is. */
    public enum Role {
        STEM,
        LAYER,
        HEAD,
        WHOLE
    }

    public Step {
        weights = Map.copyOf(weights);
        inputs = Map.copyOf(inputs);
        outputs = Map.copyOf(outputs);
    }
}
