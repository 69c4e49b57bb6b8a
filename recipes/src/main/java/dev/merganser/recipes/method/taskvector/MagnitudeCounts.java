package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.tensor.FloatBits;

import java.util.Arrays;
import java.util.List;

/**
 * Counts how many magnitudes lie in each bin of a range, and how many above it. Knows of each bin
 * whether they are all the same. Belongs to one thread while values are added.
 */
final class MagnitudeCounts {
    private static final int ROOM = 4096;
    private static final ThreadLocal<int[]> BITS = ThreadLocal.withInitial(() -> new int[ROOM]);
    private static final ThreadLocal<int[]> WITHIN = ThreadLocal.withInitial(() -> new int[ROOM]);

    private final MagnitudeRange range;
    private final long[] counts = new long[MagnitudeRange.BINS];
    private final int[] ones = new int[MagnitudeRange.BINS];
    private final int[] commonOnes = new int[MagnitudeRange.BINS];
    private long above;

    MagnitudeCounts(MagnitudeRange range) {
        this.range = range;
        Arrays.fill(commonOnes, -1);
    }

    /** All together. */
    static MagnitudeCounts sum(MagnitudeRange range, List<MagnitudeCounts> parts) {
        MagnitudeCounts sum = new MagnitudeCounts(range);
        for (MagnitudeCounts part : parts) {
            sum.above += part.above;
            for (int bin = 0; bin < MagnitudeRange.BINS; bin++) {
                sum.counts[bin] += part.counts[bin];
                sum.ones[bin] |= part.ones[bin];
                sum.commonOnes[bin] &= part.commonOnes[bin];
            }
        }
        return sum;
    }

    /** Adds the magnitudes of finite values. */
    void add(float[] values, int count) {
        int[] bits = BITS.get();
        int[] within = WITHIN.get();
        for (int from = 0; from < count; from += ROOM) {
            int some = Math.min(ROOM, count - from);
            FloatBits.take(values, from, bits, some);
            if (range.end() <= Integer.MAX_VALUE) {
                above += notBelow(bits, (int) range.end(), some);
            }
            int width = (int) (((long) MagnitudeRange.BINS << range.shift()) - 1);
            count(within, select(bits, range.lowest(), width, within, some));
        }
    }

    private static int notBelow(int[] bits, int least, int count) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            found += (least - 1 - (bits[i] & FloatBits.MAGNITUDE)) >>> 31;
        }
        return found;
    }

    /**
     * Takes the magnitudes within a range, without a branch, since nobody could guess it.
     *
     * @param width of the range, less 1
     * @return how many there are
     */
    private static int select(int[] bits, int lowest, int width, int[] within, int count) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            int magnitude = bits[i] & FloatBits.MAGNITUDE;
            within[found] = magnitude;
            long beyond = width - Integer.toUnsignedLong(magnitude - lowest);
            found += 1 + (int) (beyond >> 63);
        }
        return found;
    }

    private void count(int[] magnitudes, int count) {
        int lowest = range.lowest();
        int shift = range.shift();
        for (int i = 0; i < count; i++) {
            int magnitude = magnitudes[i];
            int bin = (magnitude - lowest) >>> shift;
            counts[bin]++;
            ones[bin] |= magnitude;
            commonOnes[bin] &= magnitude;
        }
    }

    /** How many lie above the range. */
    long above() {
        return above;
    }

    /** How many lie in the range. */
    long inRange() {
        return Arrays.stream(counts).sum();
    }

    /** How many lie in a bin. */
    long count(int bin) {
        return counts[bin];
    }

    /** How many of the range lie in bins above that one. */
    long beyond(int bin) {
        return Arrays.stream(counts, bin + 1, counts.length).sum();
    }

    /** The bin of the n-th largest in the range. */
    int binOf(long n) {
        int bin = counts.length - 1;
        for (long left = n; left > counts[bin]; bin--) {
            left -= counts[bin];
        }
        return bin;
    }

    /** Whether a bin that is not empty holds one magnitude only. */
    boolean isOneValue(int bin) {
        return ones[bin] == commonOnes[bin];
    }

    /** The only magnitude in a bin. */
    int value(int bin) {
        return ones[bin];
    }
}
