package dev.merganser.recipes.method.taskvector;

/**
 * A range of magnitudes, as float bits, cut into {@value #BINS} bins of 2^shift values each.
 *
 * @param lowest the first magnitude of the range
 * @param shift binary logarithm of the magnitudes in a bin, from 0 to 19
 */
record MagnitudeRange(int lowest, int shift) {
    static final int BINS = 1 << 12;
    private static final int BIN_BITS = 12;

    /** All magnitudes. */
    static final MagnitudeRange ALL = new MagnitudeRange(0, 31 - BIN_BITS);

    /** The range from {@code lowest} that reaches at least up to before {@code end}. */
    static MagnitudeRange reaching(int lowest, long end) {
        int shift = 0;
        while (lowest + ((long) BINS << shift) < end) {
            shift++;
        }
        return new MagnitudeRange(lowest, shift);
    }

    /** What follows the last magnitude; at most 2³¹ where it matters. */
    long end() {
        return lowest + ((long) BINS << shift);
    }

    /** The first magnitude of a bin. */
    int begin(int bin) {
        return lowest + (bin << shift);
    }

    /** The magnitudes of one bin, cut finer. */
    MagnitudeRange within(int bin) {
        return new MagnitudeRange(begin(bin), Math.max(0, shift - BIN_BITS));
    }
}
