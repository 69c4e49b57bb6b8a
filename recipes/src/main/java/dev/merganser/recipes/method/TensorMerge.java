package dev.merganser.recipes.method;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.FloatBits;
import dev.merganser.recipes.tensor.Floats;

/**
 * One tensor being merged: made ready once on the calling thread, then read block by block by any
 * number of threads. An element has the same bits whatever the blocks and threads.
 *
 * <p>What comes out is finite: a result beyond what its stored type holds becomes the largest value
 * of that type, with its sign; where an input is NaN or infinite, or the arithmetic of finite
 * inputs overflows into NaN, reading throws {@link BadDataException}.
 */
public final class TensorMerge implements FloatSource {
    private final MergeTensor tensor;
    private final FloatSource merged;
    private final boolean copy;
    private final float largest;

    private TensorMerge(MergeTensor tensor, FloatSource merged, boolean copy) {
        this.tensor = tensor;
        this.merged = merged;
        this.copy = copy;
        this.largest = Floats.largest(tensor.info().dtype());
    }

    /** Reads what the method must know about the whole tensor before it can merge a block. */
    public static TensorMerge prepare(TensorwiseMethod method, MergeTensor tensor) {
        if (method.keepsEqualInputs(tensor.arguments()) && tensor.everyBlock(Block::isUniform)) {
            return new TensorMerge(tensor, firstInput(tensor), true);
        }
        FloatSource merged =
                switch (method) {
                    case BlockMethod block -> tensor.mergedBy(block.prepare(tensor));
                    case TensorMethod whole ->
                            TensorMatrix.decomposed(
                                    whole.descriptor().name(), tensor, () -> whole.merge(tensor));
                };
        return new TensorMerge(tensor, merged, false);
    }

    /** Whether all inputs are equal and the merge is a copy of the first (the base, if any). */
    public boolean copiesInput() {
        return copy;
    }

    @Override
    public void read(long from, float[] into, int count) {
        merged.read(from, into, count);
        if (!fits(into, count)) {
            refuseNonFinite(from, count);
            saturate(from, into, count);
        }
    }

    private boolean fits(float[] values, int count) {
        return FloatBits.largest(values, 0, count) <= Float.floatToRawIntBits(largest);
    }

    private void refuseNonFinite(long from, int count) {
        Block block = new Block();
        block.load(tensor.models(), tensor.base(), from, count);
        for (int i = 0; i < block.models(); i++) {
            refuseNonFinite("model " + (i + 1), block.model(i), from, count);
        }
        if (block.hasBase()) {
            refuseNonFinite("the base model", block.base(), from, count);
        }
    }

    private void refuseNonFinite(String whose, float[] values, long from, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                throw new BadDataException(
                        "Tensor '%s' of %s must hold finite numbers; its element %d is %s."
                                .formatted(tensor.name(), whose, from + i, values[i]));
            }
        }
    }

    private void saturate(long from, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (Float.isNaN(values[i])) {
                throw new BadDataException(
                        "Tensor '%s' must merge to numbers, but element %d overflowed. Maybe the models do not belong together, or a weight is too large."
                                .formatted(tensor.name(), from + i));
            }
            values[i] = Math.clamp(values[i], -largest, largest);
        }
    }

    private static FloatSource firstInput(MergeTensor tensor) {
        return tensor.base().orElseGet(() -> tensor.models().getFirst());
    }
}
