package dev.merganser.recipes.mask;

/**
 * The masks of 4096 consecutive elements as 128 words: bit {@code r} of word {@code j} is set where
 * element {@code 128 r + j} is kept. In this order the compiler turns loops over the words into
 * vector instructions.
 */
final class MaskBits {
    /** Elements. */
    static final int BLOCK = 4096;

    /** Words of a block, and elements of a row. */
    static final int WORDS = BLOCK / Integer.SIZE;

    private MaskBits() {}

    /** Whether an element of the block is kept. */
    static boolean isKept(int[] words, int element) {
        return (words[element % WORDS] >>> (element / WORDS) & 1) != 0;
    }

    /**
     * Sets those values of a block to 0 that are not kept; all are finite, and −0 becomes 0.
     *
     * @param at where the values of the block begin
     */
    static void drop(int[] words, float[] values, int at) {
        for (int row = 0; row < Integer.SIZE; row++) {
            dropOfRow(words, row, values, at + row * WORDS);
        }
    }

    private static void dropOfRow(int[] words, int row, float[] values, int at) {
        for (int j = 0; j < WORDS; j++) {
            values[at + j] = values[at + j] * (float) ((words[j] >>> row) & 1) + 0f;
        }
    }
}
