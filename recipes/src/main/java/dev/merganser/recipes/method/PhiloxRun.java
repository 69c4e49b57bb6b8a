package dev.merganser.recipes.method;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * {@link PhiloxMasks} over many groups at once: the counters lie in arrays, one of each word, and
 * each round is a loop over them, which the compiler turns into vector instructions. The same bits
 * as element by element.
 */
final class PhiloxRun {
    private static final int GROUPS = 512;
    private static final int PAY_FROM = 16;
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
    private final long[] masks = new long[2 * GROUPS];
    private final long[] pairs = new long[2 * GROUPS];
    private final MemorySegment pairBytes = MemorySegment.ofArray(pairs);

    private PhiloxRun() {}

    /**
     * Drops values of whole groups, from the first; the answer is how many it has seen to.
     *
     * @param limit words from this on drop their element
     * @param from the first element, a multiple of 4
     */
    static int drop(long key, long stream, long limit, long from, float[] values, int count) {
        int groups = count / 4;
        if (groups < PAY_FROM || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return 0;
        }
        PhiloxRun run = OF_THREAD.get();
        for (int done = 0; done < groups; done += GROUPS) {
            int some = Math.min(GROUPS, groups - done);
            run.draw(from / 4 + done, stream, key, some);
            run.keep(limit, some);
            run.apply(values, 4 * done, 2 * some);
        }
        return 4 * groups;
    }

    private void draw(long group, long stream, long key, int count) {
        count(group, words[0], words[1], count);
        Arrays.fill(words[2], 0, count, stream);
        Arrays.fill(words[3], 0, count, stream >>> 32);
        int low = (int) key;
        int high = (int) (key >>> 32);
        for (int round = 0; round < PhiloxMasks.ROUNDS; round++) {
            multiply(word(2, round), word(1, round), MULTIPLIER_1, low & LOW, count);
            multiply(word(0, round), word(3, round), MULTIPLIER_0, high & LOW, count);
            low += PhiloxMasks.WEYL_0;
            high += PhiloxMasks.WEYL_1;
        }
    }

    private long[] word(int number, int round) {
        return words[(number + round) & 3];
    }

    private static void count(long first, long[] low, long[] high, int count) {
        for (int i = 0; i < count; i++) {
            low[i] = first + i;
            high[i] = (first + i) >>> 32;
        }
    }

    /** The low word of the product goes to {@code word}, the high one into {@code other}. */
    private static void multiply(long[] word, long[] other, long by, long key, int count) {
        for (int i = 0; i < count; i++) {
            long product = by * (word[i] & LOW);
            other[i] = (product >>> 32) ^ (other[i] & LOW) ^ key;
            word[i] = product;
        }
    }

    /** Makes the masks of the elements, in their order: all ones where they are kept. */
    private void keep(long limit, int groups) {
        int end = PhiloxMasks.ROUNDS;
        keep(word(0, end), word(1, end), limit, firsts, groups);
        keep(word(2, end), word(3, end), limit, seconds, groups);
        interleave(firsts, seconds, masks, groups);
    }

    private static void keep(long[] even, long[] odd, long limit, long[] masks, int count) {
        for (int i = 0; i < count; i++) {
            long first = ((even[i] & LOW) - limit) >> 63;
            long second = ((odd[i] & LOW) - limit) >> 63;
            masks[i] = (first & LOW) | (second << 32);
        }
    }

    private static void interleave(long[] firsts, long[] seconds, long[] masks, int count) {
        for (int i = 0; i < count; i++) {
            masks[2 * i] = firsts[i];
            masks[2 * i + 1] = seconds[i];
        }
    }

    /** Two values at a time. */
    private void apply(float[] values, int pos, int count) {
        MemorySegment bytes = MemorySegment.ofArray(values);
        MemorySegment.copy(bytes, 4L * pos, pairBytes, 0, 8L * count);
        and(pairs, masks, count);
        MemorySegment.copy(pairBytes, 0, bytes, 4L * pos, 8L * count);
    }

    private static void and(long[] values, long[] masks, int count) {
        for (int i = 0; i < count; i++) {
            values[i] &= masks[i];
        }
    }
}
