package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.FloatBits;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A sparsifier that is dear and asked twice: remembers, one bit an element, what was not 0 the
 * first time. An element that was 0 before stays 0 either way.
 */
final class KeptElements implements Sparsifier {
    /** Blocks of so many elements are remembered, those that callers ask for. */
    private static final int BLOCK = 4096;

    private static final int LANES = BLOCK / Integer.SIZE;
    private static final ThreadLocal<int[]> ROOM = ThreadLocal.withInitial(() -> new int[BLOCK]);

    private final Sparsifier sparsifier;
    private final AtomicReferenceArray<int @Nullable []> blocks;

    KeptElements(Sparsifier sparsifier, long elements) {
        this.sparsifier = sparsifier;
        this.blocks = new AtomicReferenceArray<>(Math.toIntExact(elements / BLOCK));
    }

    @Override
    public void apply(long from, float[] delta, int count) {
        if (count != BLOCK || from % BLOCK != 0) {
            sparsifier.apply(from, delta, count);
            return;
        }
        int block = (int) (from / BLOCK);
        int @Nullable [] kept = blocks.get(block);
        if (kept == null) {
            sparsifier.apply(from, delta, count);
            blocks.set(block, kept(delta));
        } else {
            keep(kept, delta);
        }
    }

    /** Bit r of word j is that of element {@code r · LANES + j}: loops over j are vectors. */
    private static int[] kept(float[] delta) {
        int[] bits = ROOM.get();
        FloatBits.take(delta, bits, BLOCK);
        int[] words = new int[LANES];
        for (int row = 0; row < Integer.SIZE; row++) {
            gather(bits, row * LANES, row, words);
        }
        return words;
    }

    private static void gather(int[] bits, int at, int row, int[] words) {
        for (int j = 0; j < LANES; j++) {
            words[j] |= (-(bits[at + j] & FloatBits.MAGNITUDE) >>> 31) << row;
        }
    }

    private static void keep(int[] words, float[] delta) {
        int[] bits = ROOM.get();
        FloatBits.take(delta, bits, BLOCK);
        for (int row = 0; row < Integer.SIZE; row++) {
            scatter(words, row, bits, row * LANES);
        }
        FloatBits.give(bits, delta, BLOCK);
    }

    private static void scatter(int[] words, int row, int[] bits, int at) {
        int left = Integer.SIZE - 1 - row;
        for (int j = 0; j < LANES; j++) {
            bits[at + j] &= (words[j] << left) >> 31;
        }
    }
}
