package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.runtime.StoredWeight;

import java.util.HashMap;
import java.util.Map;

/**
 * A step with its weights and scale. Within a call there is one for each thing that steps compute,
 * so that they are compared by identity.
 */
final class BoundStep {

    private final Site site;
    private final Map<String, StoredWeight> weights;
    private final float scale;
    private final Computation computation;
    private final boolean told;

    /**
     * What a step computes: steps of equal computations give the same bits for the same inputs.
     *
     * @param site the number of the step
     * @param weights key by input of the segment
     * @param scale its bits
     */
    record Computation(int site, Map<String, Object> weights, int scale) {}

    /**
     * A step.
     *
     * @param weights by input of the segment
     * @param scale 1 where the step takes none
     * @param told whether all weights have keys by which later calls know them
     */
    BoundStep(Site site, Map<String, StoredWeight> weights, float scale, boolean told) {
        this.site = site;
        this.weights = weights;
        this.scale = scale;
        this.told = told;
        Map<String, Object> keys = HashMap.newHashMap(weights.size());
        weights.forEach((input, weight) -> keys.put(input, weight.key()));
        this.computation = new Computation(site.number(), keys, Float.floatToIntBits(scale));
    }

    Site site() {
        return site;
    }

    Map<String, StoredWeight> weights() {
        return weights;
    }

    float scale() {
        return scale;
    }

    Computation computation() {
        return computation;
    }

    /** Whether another call can have the same computation. */
    boolean isTold() {
        return told;
    }
}
