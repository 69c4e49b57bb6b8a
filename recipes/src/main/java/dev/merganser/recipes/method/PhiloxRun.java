package dev.merganser.recipes.method;

import java.util.Arrays;

/**
 * {@link PhiloxMasks} over many groups at once: the counters lie in arrays, one of each word, and
 * each round is a loop over them, which the compiler turns into vector instructions. The same bits
 * as element by element.
 */
final class PhiloxRun {
    private static final int GROUPS = 512;

    /** Pairs of elements in a row of {@link MaskBits}. */
    private static final int PAIRS = MaskBits.WORDS / 2;

    private static final long LOW = 0xffff_ffffL;
    private static final long MULTIPLIER_0 = PhiloxMasks.MULTIPLIER_0 & LOW;
    private static final long MULTIPLIER_1 = PhiloxMasks.MULTIPLIER_1 & LOW;

    private static final ThreadLocal<PhiloxRun> OF_THREAD = ThreadLocal.withInitial(PhiloxRun::new);

    /**
     * Words of the counters, in the low halves; what is in the high halves has no meaning. In round
     * r, word j of all is in array j + r, modulo 4: what a round makes stays where it is made.
     */
    private final long[][] words = new long[4][GROUPS];

    private final long[] firsts = new long[GROUPS];
    private final long[] seconds = new long[GROUPS];
    private final long[] flags = new long[2 * GROUPS];
    private final long[] bits = new long[PAIRS];

    private PhiloxRun() {}

    /**
     * The mask of a block of elements.
     *
     * @param limit words from this on drop their element
     * @param number which block, from 0
     */
    static int[] block(long key, long stream, long limit, long number) {
        PhiloxRun run = OF_THREAD.get();
        Arrays.fill(run.bits, 0);
        for (int done = 0; done < MaskBits.BLOCK / 4; done += GROUPS) {
            run.draw(number * (MaskBits.BLOCK / 4) + done, stream, key);
            run.flag(limit);
            run.pack(done / (PAIRS / 2));
        }
        return run.words();
    }

    private void draw(long group, long stream, long key) {
        count(group, words[0], words[1]);
        Arrays.fill(words[2], stream);
        Arrays.fill(words[3], stream >>> 32);
        int low = (int) key;
        int high = (int) (key >>> 32);
        for (int round = 0; round < PhiloxMasks.ROUNDS; round++) {
            multiply(word(2, round), word(1, round), MULTIPLIER_1, low & LOW);
            multiply(word(0, round), word(3, round), MULTIPLIER_0, high & LOW);
            low += PhiloxMasks.WEYL_0;
            high += PhiloxMasks.WEYL_1;
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

    /** A flag for each element, in their order, two in a long: 1 in its half where it is kept. */
    private void flag(long limit) {
        int end = PhiloxMasks.ROUNDS;
        flag(word(0, end), word(1, end), limit, firsts);
        flag(word(2, end), word(3, end), limit, seconds);
        interleave(firsts, seconds, flags);
    }

    private static void flag(long[] even, long[] odd, long limit, long[] flags) {
        for (int i = 0; i < GROUPS; i++) {
            long first = ((even[i] & LOW) - limit) >>> 63;
            long second = ((odd[i] & LOW) - limit) >>> 63;
            flags[i] = first | (second << 32);
        }
    }

    private static void interleave(long[] firsts, long[] seconds, long[] flags) {
        for (int i = 0; i < GROUPS; i++) {
            flags[2 * i] = firsts[i];
            flags[2 * i + 1] = seconds[i];
        }
    }

    /** Sets the bits of the rows from {@code first}, as many as there are flags for. */
    private void pack(int first) {
        for (int row = 0; row < flags.length / PAIRS; row++) {
            pack(flags, row * PAIRS, first + row, bits);
        }
    }

    private static void pack(long[] flags, int at, int row, long[] bits) {
        for (int j = 0; j < PAIRS; j++) {
            bits[j] |= flags[at + j] << row;
        }
    }

    private int[] words() {
        int[] words = new int[MaskBits.WORDS];
        for (int j = 0; j < PAIRS; j++) {
            words[2 * j] = (int) bits[j];
            words[2 * j + 1] = (int) (bits[j] >>> 32);
        }
        return words;
    }
}
