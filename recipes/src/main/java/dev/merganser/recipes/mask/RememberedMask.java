package dev.merganser.recipes.mask;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** A mask that is dear to draw and asked twice: remembers one bit an element. */
final class RememberedMask implements BlockMask {
    private final BlockMask mask;
    private final AtomicReferenceArray<int @Nullable []> blocks;

    /**
     * @param elements of the tensor
     */
    RememberedMask(BlockMask mask, long elements) {
        this.mask = mask;
        this.blocks =
                new AtomicReferenceArray<>(
                        Math.toIntExact(Math.ceilDiv(elements, (long) MaskBits.BLOCK)));
    }

    @Override
    public int[] block(long number) {
        int[] words = blocks.get((int) number);
        if (words == null) {
            words = mask.block(number);
            blocks.set((int) number, words);
        }
        return words;
    }

    @Override
    public MaskSource.Mask remembered(long elements) {
        return this;
    }
}
