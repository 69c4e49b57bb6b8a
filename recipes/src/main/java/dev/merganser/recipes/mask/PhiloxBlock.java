package dev.merganser.recipes.mask;

import java.util.Arrays;

/**
 * Draws the masks of {@link PhiloxMasks}, one block at a time: the counters lie in arrays, one of
 * each word, and each round is a loop over them, which the compiler turns into vector instructions.
 */
final class PhiloxBlock {
    private static final int MULTIPLIER_0 = 0xD2511F53;
    private static final int MULTIPLIER_1 = 0xCD9E8D57;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;
    private static final long LOW = 0xffff_ffffL;
    private static final int FIFTEEN_BITS = 0x7fff_7fff;
    private static final int SIXTEENTH_BITS = 0x8000_8000;

    /** Counters of a block: each gives eight elements. */
    private static final int GROUPS = MaskBits.BLOCK / 8;

    private static final ThreadLocal<PhiloxBlock> OF_THREAD =
            ThreadLocal.withInitial(PhiloxBlock::new);

    /**
     * Words of the counters, in the low halves; what is in the high halves has no meaning. In round
     * r, word j of all is in array j + r, modulo 4: what a round makes stays where it is made.
     */
    private final long[][] words = new long[4][GROUPS];

    private final int[] halves = new int[GROUPS];

    private PhiloxBlock() {}

    /**
     * The mask of a block of elements.
     *
     * @param limit 15 bits from this on drop their element
     * @param number which block, from 0
     */
    static int[] words(long key, long stream, int limit, long number) {
        PhiloxBlock block = OF_THREAD.get();
        block.draw(number * GROUPS, stream, key);
        int[] kept = new int[MaskBits.WORDS];
        for (int i = 0; i < 4; i++) {
            narrow(block.word(i, ROUNDS), block.halves);
            keep(block.halves, (1 << 15) - limit, 12 - 4 * i, kept);
        }
        return kept;
    }

    /** The fifteen bits of each element of a block. */
    static int[] drawn(long key, long stream, long number) {
        PhiloxBlock block = OF_THREAD.get();
        block.draw(number * GROUPS, stream, key);
        int[] drawn = new int[MaskBits.BLOCK];
        for (int i = 0; i < 4; i++) {
            long[] word = block.word(i, ROUNDS);
            for (int group = 0; group < GROUPS; group++) {
                drawn[i * GROUPS + group] = (int) word[group] & 0x7fff;
                drawn[(4 + i) * GROUPS + group] = (int) (word[group] >>> 16) & 0x7fff;
            }
        }
        return drawn;
    }

    private void draw(long group, long stream, long key) {
        count(group, words[0], words[1]);
        Arrays.fill(words[2], stream);
        Arrays.fill(words[3], stream >>> 32);
        int low = (int) key;
        int high = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            multiply(word(2, round), word(1, round), MULTIPLIER_1 & LOW, low & LOW);
            multiply(word(0, round), word(3, round), MULTIPLIER_0 & LOW, high & LOW);
            low += WEYL_0;
            high += WEYL_1;
        }
    }

    private long[] word(int number, int round) {
        return words[(number + round) & 3];
    }

    private static void count(long first, long[] low, long[] high) {
        for (int i = 0; i < GROUPS; i++) {
            low[i] = first + i;
            high[i] = (first + i) >>> 32;
        }
    }

    /** The low word of the product goes to {@code word}, the high one into {@code other}. */
    private static void multiply(long[] word, long[] other, long by, long key) {
        for (int i = 0; i < GROUPS; i++) {
            long product = by * (word[i] & LOW);
            other[i] = (product >>> 32) ^ (other[i] & LOW) ^ key;
            word[i] = product;
        }
    }

    private static void narrow(long[] words, int[] low) {
        for (int i = 0; i < GROUPS; i++) {
            low[i] = (int) words[i];
        }
    }

    /**
     * Sets the bits of four rows in each half of the words.
     *
     * @param toSixteenth what lifts the limit to the sixteenth bit, which then says who is dropped
     */
    private static void keep(int[] halves, int toSixteenth, int shift, int[] kept) {
        int lift = toSixteenth | toSixteenth << 16;
        for (int j = 0; j < MaskBits.WORDS; j++) {
            int first = (halves[j] & FIFTEEN_BITS) + lift;
            int second = (halves[MaskBits.WORDS + j] & FIFTEEN_BITS) + lift;
            int third = (halves[2 * MaskBits.WORDS + j] & FIFTEEN_BITS) + lift;
            int fourth = (halves[3 * MaskBits.WORDS + j] & FIFTEEN_BITS) + lift;
            int flags =
                    (~first & SIXTEENTH_BITS) >>> 3
                            | (~second & SIXTEENTH_BITS) >>> 2
                            | (~third & SIXTEENTH_BITS) >>> 1
                            | (~fourth & SIXTEENTH_BITS);
            kept[j] |= flags >>> shift;
        }
    }
}
