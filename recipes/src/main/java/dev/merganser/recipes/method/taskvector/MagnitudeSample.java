package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.tensor.FloatBits;

/**
 * Guesses from a sample of the elements, the same for all models and at each call, between which
 * magnitudes the threshold of a trim lies. Four standard deviations to either side: wrong about
 * once in ten thousand times where neighbouring elements have nothing to do with each other.
 */
final class MagnitudeSample {
    private static final int RUNS = 64;
    private static final int RUN = 256;
    private static final int SIZE = RUNS * RUN;
    private static final double DEVIATIONS = 4;
    private static final int BIN_SHIFT = 16;
    private static final int BINS = 1 << (31 - BIN_SHIFT);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private MagnitudeSample() {}

    /** The range for each model; of no meaning where all or nothing is wanted. */
    static MagnitudeRange[] ranges(MergeTensor tensor, long[] wanted) {
        int[][] counts = counts(tensor, wanted.length);
        MagnitudeRange[] ranges = new MagnitudeRange[wanted.length];
        for (int m = 0; m < wanted.length; m++) {
            ranges[m] = range(counts[m], (double) wanted[m] / tensor.elements());
        }
        return ranges;
    }

    private static int[][] counts(MergeTensor tensor, int models) {
        int[][] counts = new int[models][BINS];
        int[] bits = new int[RUN];
        for (int run = 0; run < RUNS; run++) {
            long from = from(run, tensor.elements());
            new MergeTensor.Stretch(tensor, from, from + RUN)
                    .forEachBlock(
                            block -> {
                                for (int m = 0; m < models; m++) {
                                    block.subtractBase(m);
                                    FloatBits.take(block.model(m), bits, RUN);
                                    count(bits, counts[m]);
                                }
                            });
        }
        return counts;
    }

    /** One run within each 64th of the tensor, not at the same column of every row. */
    private static long from(int run, long elements) {
        long step = elements / RUNS;
        return run * step + Long.remainderUnsigned(run * GOLDEN, step - RUN);
    }

    private static void count(int[] bits, int[] counts) {
        for (int value : bits) {
            counts[(value & FloatBits.MAGNITUDE) >>> BIN_SHIFT]++;
        }
    }

    private static MagnitudeRange range(int[] counts, double share) {
        double margin = DEVIATIONS * Math.sqrt(SIZE * share * (1 - share)) + 1;
        int highest = binOf(counts, share * SIZE - margin);
        int lowest = binOf(counts, share * SIZE + margin);
        return MagnitudeRange.reaching(lowest << BIN_SHIFT, (highest + 1L) << BIN_SHIFT);
    }

    /** The bin down to which so many of the largest lie; the last where there are not so many. */
    private static int binOf(int[] counts, double rank) {
        int bin = BINS - 1;
        for (double left = rank - counts[bin]; left > 0 && bin > 0; left -= counts[bin]) {
            bin--;
        }
        return bin;
    }
}
