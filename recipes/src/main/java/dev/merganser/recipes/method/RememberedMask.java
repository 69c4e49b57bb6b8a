package dev.merganser.recipes.method;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** A mask that is dear to draw and asked twice: remembers its whole blocks, one bit an element. */
final class RememberedMask implements MaskSource.Mask {
    private final MaskSource.Mask mask;
    private final AtomicReferenceArray<int @Nullable []> blocks;

    RememberedMask(MaskSource.Mask mask, long elements) {
        this.mask = mask;
        this.blocks = new AtomicReferenceArray<>(Math.toIntExact(elements / MaskBits.BLOCK));
    }

    @Override
    public void read(long from, boolean[] kept, int count) {
        mask.read(from, kept, count);
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
}
