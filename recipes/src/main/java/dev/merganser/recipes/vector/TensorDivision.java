package dev.merganser.recipes.vector;

import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.mask.Partition;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.OptionalLong;

/**
 * How each tensor is divided into parts that have coefficients of their own.
 *
 * @param parts how many; 1 for whole tensors
 * @param seed of parts that are drawn; empty: runs of consecutive elements
 */
public record TensorDivision(int parts, OptionalLong seed) {

    /** Whole tensors. */
    public static final TensorDivision NONE = chunks(1);

    /** Runs of consecutive elements. */
    public static TensorDivision chunks(int parts) {
        return new TensorDivision(parts, OptionalLong.empty());
    }

    /** Parts that are drawn element by element. */
    public static TensorDivision random(int parts, long seed) {
        return new TensorDivision(parts, OptionalLong.of(seed));
    }

    /** Whether the part of each element is drawn, and kept in a byte. */
    public boolean isDrawn() {
        return seed.isPresent() && parts > 1;
    }

    /** The parts of one tensor. */
    Partition of(TensorInfo tensor) {
        return isDrawn()
                ? MaskSource.seeded(seed.getAsLong()).partition(tensor.name(), parts)
                : Partition.chunks(tensor.shape().elements(), parts);
    }
}
