package dev.merganser.recipes.method;

/**
 * Counts magnitudes by their float bits, whose order is that of the magnitudes: first by the upper
 * 16 of 31 bits, then by the lower 15 within one of those bins.
 */
final class MagnitudeHistogram implements Piece {
    private static final int LOWER_BITS = 15;
    private static final int LOWER_MASK = (1 << LOWER_BITS) - 1;
    private static final int SIGN = 0x8000_0000;

    private final long[] counts;
    private final int prefix;

    private MagnitudeHistogram(int bins, int prefix) {
        this.counts = new long[bins];
        this.prefix = prefix;
    }

    /**
     * The bin in which the n-th largest magnitude lies.
     *
     * @param bits lowest float bits of the bin
     * @param count magnitudes in the bin
     * @param wanted how many of them are among the n largest; at least one
     */
    record Bin(int bits, long count, long wanted) {}

    /** Counts all magnitudes in 65,536 bins. */
    static MagnitudeHistogram coarse() {
        return new MagnitudeHistogram(1 << (Integer.SIZE - 1 - LOWER_BITS), -1);
    }

    /** Counts the magnitudes of one coarse bin, each value by itself. */
    static MagnitudeHistogram within(Bin bin) {
        return new MagnitudeHistogram(1 << LOWER_BITS, bin.bits() >>> LOWER_BITS);
    }

    @Override
    public void accept(long from, float[] values, int count) {
        if (prefix < 0) {
            for (int i = 0; i < count; i++) {
                counts[(Float.floatToRawIntBits(values[i]) & ~SIGN) >>> LOWER_BITS]++;
            }
        } else {
            for (int i = 0; i < count; i++) {
                int bits = Float.floatToRawIntBits(values[i]) & ~SIGN;
                if (bits >>> LOWER_BITS == prefix) {
                    counts[bits & LOWER_MASK]++;
                }
            }
        }
    }

    /** The bin of the n-th largest of what was counted. */
    Bin binOfLargest(long wanted) {
        long left = wanted;
        int bin = counts.length - 1;
        while (left > counts[bin]) {
            left -= counts[bin--];
        }
        int bits = prefix < 0 ? bin << LOWER_BITS : (prefix << LOWER_BITS) | bin;
        return new Bin(bits, counts[bin], left);
    }
}
