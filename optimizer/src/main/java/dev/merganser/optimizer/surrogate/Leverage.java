package dev.merganser.optimizer.surrogate;

import java.util.List;

/**
 * How far a point is from those that a quadratic was fitted to: φᵀ(ΦᵀΦ + ε)⁻¹φ. The variance of its
 * prediction in units of the variance of one evaluation.
 */
public final class Leverage {

    private static final double RIDGE = 1e-6;

    private final Cholesky decomposed;
    private final double highest;

    /** The leverage among points, at least one. */
    Leverage(List<double[]> points) {
        int size = QuadraticTerms.count(points.getFirst().length);
        double[][] gram = new double[size][size];
        for (double[] point : points) {
            add(gram, QuadraticTerms.at(point));
        }
        for (int i = 0; i < size; i++) {
            gram[i][i] += RIDGE;
        }
        this.decomposed = new Cholesky(gram);
        this.highest = points.stream().mapToDouble(this::at).max().orElseThrow();
    }

    private static void add(double[][] gram, double[] terms) {
        for (int i = 0; i < terms.length; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] += terms[i] * terms[j];
            }
        }
    }

    /** The leverage of a point; at most 1 at a point of the fit. */
    public double at(double[] point) {
        return decomposed.form(QuadraticTerms.at(point));
    }

    /**
     * By how much a point's leverage is beyond that of all points of the fit, as their multiple.
     */
    public double excess(double[] point) {
        return Math.max(0, at(point) / highest - 1);
    }
}
