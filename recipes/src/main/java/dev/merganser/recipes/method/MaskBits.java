package dev.merganser.recipes.method;

/**
 * The masks of 4096 consecutive elements as 128 words: bit {@code r} of word {@code j} is set where
 * element {@code 128 r + j} is kept. In this order the compiler turns loops over the words into
 * vector instructions.
 */
final class MaskBits {
    /** Elements, the same for every pass over a tensor. */
    static final int BLOCK = 4096;

    /** Words of a block, and elements of a row. */
    static final int WORDS = BLOCK / Integer.SIZE;

    private MaskBits() {}

    /** The words of a block's flags. */
    static int[] of(boolean[] kept) {
        int[] words = new int[WORDS];
        for (int i = 0; i < BLOCK; i++) {
            words[i % WORDS] |= (kept[i] ? 1 : 0) << (i / WORDS);
        }
        return words;
    }

    /** Sets those values of a block to 0 that are not kept; all are finite, and −0 becomes 0. */
    static void drop(int[] words, float[] values) {
        for (int row = 0; row < Integer.SIZE; row++) {
            dropOfRow(words, row, values, row * WORDS);
        }
    }

    private static void dropOfRow(int[] words, int row, float[] values, int at) {
        for (int j = 0; j < WORDS; j++) {
            values[at + j] = values[at + j] * (float) ((words[j] >>> row) & 1) + 0f;
        }
    }
}
