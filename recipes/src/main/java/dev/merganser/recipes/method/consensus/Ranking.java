package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor.Stretch;

/**
 * The values that have given ranks among all float32 values of a flattened model, of each of its
 * models: exact, by two histograms of the float bits, never by a sort.
 */
final class Ranking {
    private static final int HALF = Integer.SIZE / 2;
    private static final int BINS = 1 << HALF;

    /** One float32 value for each model and element. */
    @FunctionalInterface
    interface Scores {

        /** The scores of a block of task vectors: a row for each model, as long as the block. */
        float[][] of(Block deltas);
    }

    /** Counts a value of a model in one of its rows of bins, or in none. */
    @FunctionalInterface
    private interface Counter {
        void count(int model, int key, int[][] counts);
    }

    private final FlattenedModel model;
    private final Scores scores;

    private Ranking(FlattenedModel model, Scores scores) {
        this.model = model;
        this.scores = scores;
    }

    /**
     * The values at some ranks.
     *
     * @param ranks from 0, that of the smallest value, to the number of elements less 1
     * @return for each model its values at these ranks; zeros where there are no elements
     */
    static float[][] at(FlattenedModel model, Scores scores, long... ranks) {
        return model.elements() == 0
                ? new float[model.models()][ranks.length]
                : new Ranking(model, scores).at(ranks);
    }

    private float[][] at(long[] ranks) {
        int models = model.models();
        long[][] upper = counts(models, (m, key, counts) -> counts[m][key >>> HALF]++);
        Bin[][] bins = new Bin[models][ranks.length];
        for (int m = 0; m < models; m++) {
            for (int r = 0; r < ranks.length; r++) {
                bins[m][r] = Bin.of(upper[m], ranks[r]);
            }
        }
        return values(bins, ranks.length);
    }

    /** The values in bins of which the upper half of the bits is known. */
    private float[][] values(Bin[][] bins, int ranks) {
        long[][] lower =
                counts(
                        bins.length * ranks,
                        (m, key, counts) -> {
                            for (int r = 0; r < ranks; r++) {
                                if (key >>> HALF == bins[m][r].index()) {
                                    counts[m * ranks + r][key & (BINS - 1)]++;
                                }
                            }
                        });
        float[][] values = new float[bins.length][ranks];
        for (int m = 0; m < bins.length; m++) {
            for (int r = 0; r < ranks; r++) {
                Bin bin = bins[m][r];
                int low = Bin.of(lower[m * ranks + r], bin.rank()).index();
                values[m][r] = value(bin.index() << HALF | low);
            }
        }
        return values;
    }

    private long[][] counts(int rows, Counter counter) {
        long[][] totals = new long[rows][BINS];
        model.forEachStretch(
                stretch -> {
                    int[][] counts = counts(stretch, rows, counter);
                    synchronized (totals) {
                        add(counts, totals);
                    }
                });
        return totals;
    }

    private int[][] counts(Stretch stretch, int rows, Counter counter) {
        int[][] counts = new int[rows][BINS];
        FlattenedModel.forEachDelta(
                stretch,
                block -> {
                    float[][] values = scores.of(block);
                    for (int m = 0; m < values.length; m++) {
                        for (float value : values[m]) {
                            counter.count(m, key(value), counts);
                        }
                    }
                });
        return counts;
    }

    private static void add(int[][] counts, long[][] totals) {
        for (int row = 0; row < counts.length; row++) {
            for (int bin = 0; bin < BINS; bin++) {
                totals[row][bin] += counts[row][bin];
            }
        }
    }

    /** A number whose unsigned order is that of the values; both zeros are one. */
    private static int key(float value) {
        int bits = Float.floatToRawIntBits(value + 0f);
        return bits ^ (bits >> 31 | Integer.MIN_VALUE);
    }

    /** The value of a key. */
    private static float value(int key) {
        return Float.intBitsToFloat(key ^ (~(key >> 31) | Integer.MIN_VALUE));
    }

    /**
     * The bin in which a value lies.
     *
     * @param rank of the value within the bin
     */
    private record Bin(int index, long rank) {

        static Bin of(long[] counts, long rank) {
            int bin = 0;
            long left = rank;
            while (left >= counts[bin]) {
                left -= counts[bin++];
            }
            return new Bin(bin, left);
        }
    }
}
