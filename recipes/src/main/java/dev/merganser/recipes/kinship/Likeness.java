package dev.merganser.recipes.kinship;

import dev.merganser.recipes.tensor.FloatTensor;

/**
 * How alike two tensors of one shape are, measured on the same elements of both.
 *
 * @param dot sum of the products
 * @param baseSquares sum of the squares of the base's elements
 * @param expertSquares sum of the squares of the expert's elements
 * @param elements how many elements of each were looked at
 */
public record Likeness(double dot, double baseSquares, double expertSquares, long elements) {

    private static final int RUNS = 16;
    private static final int RUN = 512;

    /**
     * Looks at 16 runs of 512 elements, spread evenly over the tensor, or at all of a small one:
     * few pages of a mapped file, always the same ones.
     */
    static Likeness sampled(FloatTensor base, FloatTensor expert) {
        long elements = base.info().shape().elements();
        var sums = new Sums();
        if (elements <= RUNS * RUN) {
            sums.add(base, expert, 0, (int) elements);
        } else {
            for (int run = 0; run < RUNS; run++) {
                sums.add(base, expert, (elements - RUN) / (RUNS - 1) * run, RUN);
            }
        }
        return sums.likeness();
    }

    /** Cosine of the angle between the two; NaN where one is zero or not finite. */
    public double cosine() {
        return dot / Math.sqrt(baseSquares * expertSquares);
    }

    /** Length of the expert's tensor in lengths of the base's. */
    public double scale() {
        return Math.sqrt(expertSquares / baseSquares);
    }

    /** Whether both are finite and neither is zero, so that the cosine says something. */
    boolean isTelling() {
        return Double.isFinite(cosine());
    }

    private static final class Sums {
        private final float[] ours = new float[RUNS * RUN];
        private final float[] theirs = new float[RUNS * RUN];
        private double dot;
        private double baseSquares;
        private double expertSquares;
        private long elements;

        void add(FloatTensor base, FloatTensor expert, long from, int count) {
            base.read(from, ours, count);
            expert.read(from, theirs, count);
            for (int i = 0; i < count; i++) {
                dot += (double) ours[i] * theirs[i];
                baseSquares += (double) ours[i] * ours[i];
                expertSquares += (double) theirs[i] * theirs[i];
            }
            elements += count;
        }

        Likeness likeness() {
            return new Likeness(dot, baseSquares, expertSquares, elements);
        }
    }
}
