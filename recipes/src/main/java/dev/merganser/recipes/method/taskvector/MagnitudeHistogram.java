package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Piece;

/**
 * Counts magnitudes by their float bits, whose order is that of the magnitudes. Each histogram
 * splits one bin of a coarser one, from the bin of all magnitudes down to single values.
 */
final class MagnitudeHistogram implements Piece {
    private static final int MAGNITUDE = 0x7fff_ffff;

    private final Bin parent;
    private final int shift;
    private final long[] counts;

    /**
     * The magnitudes whose float bits agree beyond the lowest few.
     *
     * @param bits lowest float bits of the bin
     * @param freeBits how many low bits may differ
     * @param count magnitudes in the bin, where they were counted
     * @param wanted how many of them are among the largest that are looked for
     */
    record Bin(int bits, int freeBits, long count, long wanted) {

        /** The bin of all magnitudes. */
        static Bin all(long wanted) {
            return new Bin(0, Integer.SIZE - 1, 0, wanted);
        }
    }

    /** Splits a bin into smaller ones in which so many low bits may differ. */
    MagnitudeHistogram(Bin parent, int freeBits) {
        this.parent = parent;
        this.shift = freeBits;
        this.counts = new long[1 << (parent.freeBits() - freeBits)];
    }

    @Override
    public void accept(long from, float[] values, int count) {
        int prefix = parent.bits() >>> parent.freeBits();
        int mask = counts.length - 1;
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(values[i]) & MAGNITUDE;
            if (bits >>> parent.freeBits() == prefix) {
                counts[(bits >>> shift) & mask]++;
            }
        }
    }

    /** Takes what another has counted of the same bin. */
    void add(MagnitudeHistogram other) {
        for (int bin = 0; bin < counts.length; bin++) {
            counts[bin] += other.counts[bin];
        }
    }

    /** The bin in which the last of the wanted largest magnitudes lies. */
    Bin binOfLast() {
        long left = parent.wanted();
        int bin = counts.length - 1;
        while (left > counts[bin]) {
            left -= counts[bin--];
        }
        return new Bin(parent.bits() | bin << shift, shift, counts[bin], left);
    }
}
