package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Segment;

import java.util.Map;
import java.util.Optional;

/**
 * One use of a segment in a path. Values are called by the names that all models of a pool share:
 * {@code state.0} and so on for what layers update, context by the base's names, inputs and outputs
 * of a graph as it calls them.
 *
 * @param segment the same object for every use of equal layers of a graph
 * @param weights tensor of the model's graph by input of the segment
 * @param inputs value of the pool by input of the segment
 * @param outputs value of the pool by output of the segment; those that no one takes may be left
 *     uncomputed
 * @param scaleInput the float32 scalar input of a scaled layer
 */
public record PoolStep(
        Segment segment,
        Map<String, String> weights,
        Map<String, String> inputs,
        Map<String, String> outputs,
        Optional<String> scaleInput) {

    public PoolStep {
        weights = Map.copyOf(weights);
        inputs = Map.copyOf(inputs);
        outputs = Map.copyOf(outputs);
    }
}
