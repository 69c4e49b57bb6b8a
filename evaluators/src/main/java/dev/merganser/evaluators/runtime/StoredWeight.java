package dev.merganser.evaluators.runtime;

import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.WeightSource;

/**
 * A tensor of a model, as a {@link WeightStore} knows it.
 *
 * @param key of what its values come from: equal keys mean equal bits
 * @param name in the source
 * @param source asked for the values where the store does not hold them
 */
public record StoredWeight(Object key, String name, Shape shape, WeightSource source) {

    /** How much memory its float32 values take. */
    public long bytes() {
        return shape.elements() * Float.BYTES;
    }
}
