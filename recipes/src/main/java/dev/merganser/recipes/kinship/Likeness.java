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

    /** From {@link Samples a sample}. */
    static Likeness sampled(FloatTensor base, FloatTensor expert) {
        var sums = new Sums();
        Samples.forEach(base, expert, sums::add);
        return sums.likeness();
    }

    /** Cosine of the angle between the two; NaN where one is zero or not finite. */
    public double cosine() {
        return dot / Math.sqrt(baseSquares * expertSquares);
    }

    /** Whether both are finite and neither is zero, so that the cosine says something. */
    boolean isTelling() {
        return Double.isFinite(cosine());
    }

    /** Whether all elements that were looked at are finite: float32 cannot overflow these sums. */
    boolean isFinite() {
        return Double.isFinite(baseSquares) && Double.isFinite(expertSquares);
    }

    /** Sums in double, in the order of the elements. */
    static final class Sums {
        private double dot;
        private double baseSquares;
        private double expertSquares;
        private long elements;

        void add(float[] base, float[] expert, int count) {
            for (int i = 0; i < count; i++) {
                add(base[i], expert[i]);
            }
        }

        void add(double base, double expert) {
            dot += base * expert;
            baseSquares += base * base;
            expertSquares += expert * expert;
            elements++;
        }

        Likeness likeness() {
            return new Likeness(dot, baseSquares, expertSquares, elements);
        }
    }
}
