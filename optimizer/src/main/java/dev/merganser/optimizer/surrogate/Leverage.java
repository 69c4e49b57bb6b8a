package dev.merganser.optimizer.surrogate;

import java.util.List;

/**
 * How far a point is from those that a quadratic was fitted to: φᵀ(ΦᵀΦ + ε)⁻¹φ. The variance of its
 * prediction in units of the variance of one evaluation.
 *
 * <p>Where points leave terms open, as fewer points than terms do and points in a cluster, leverage
 * off their span has no bound. Then ε is 1: each term is thought to vary as much as an evaluation,
 * and excess is bent to stay below 1, so that it still ranks points but forbids none.
 */
public final class Leverage {

    private static final double RIDGE = 1e-6;
    private static final double PRIOR = 1;

    /** A term is open whose squares, less what those before it explain, sum to less. */
    private static final double OPEN = 0.1;

    private final Cholesky decomposed;
    private final double highest;
    private final boolean isBent;

    /** The leverage among points, at least one. */
    Leverage(List<double[]> points) {
        int size = QuadraticTerms.count(points.getFirst().length);
        var plain = new Cholesky(gram(points, size, RIDGE));
        this.isBent = plain.leastPivot() < OPEN;
        this.decomposed = isBent ? new Cholesky(gram(points, size, PRIOR)) : plain;
        this.highest = points.stream().mapToDouble(this::at).max().orElseThrow();
    }

    private static double[][] gram(List<double[]> points, int size, double ridge) {
        double[][] gram = new double[size][size];
        points.forEach(point -> add(gram, QuadraticTerms.at(point)));
        for (int i = 0; i < size; i++) {
            gram[i][i] += ridge;
        }
        return gram;
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
     * By how much a point's leverage is beyond that of all points of the fit, as their multiple;
     * below 1 where these leave terms open.
     */
    public double excess(double[] point) {
        double excess = Math.max(0, at(point) / highest - 1);
        return isBent ? excess / (1 + excess) : excess;
    }
}
