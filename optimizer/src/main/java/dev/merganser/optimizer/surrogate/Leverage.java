package dev.merganser.optimizer.surrogate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How far a point is from those that a quadratic was fitted to: φᵀ(ΦᵀWΦ + ε)⁻¹φ, W their
 * importance. The variance of its prediction in units of the variance of one evaluation.
 *
 * <p>Where points leave terms open, as fewer points than terms do, and points of which only some in
 * a cluster count, leverage off their span has no bound. Then ε is 1: each term is thought to vary
 * as much as an evaluation, and excess is bent to stay below 1, so that it still ranks points but
 * forbids none.
 */
public final class Leverage {

    private static final double RIDGE = 1e-6;
    private static final double PRIOR = 1;

    /** A term is open whose squares, less what those before it explain, sum to less. */
    private static final double OPEN = 0.1;

    private final Cholesky decomposed;
    private final double highest;
    private final boolean isBent;

    /**
     * The leverage among points.
     *
     * @param points at least one
     * @param importance how much each counted in the fit
     */
    Leverage(List<double[]> points, double[] importance) {
        var plain = new Cholesky(gram(points, importance, RIDGE));
        this.isBent = plain.leastPivot() < OPEN;
        this.decomposed = isBent ? new Cholesky(gram(points, importance, PRIOR)) : plain;
        this.highest =
                IntStream.range(0, importance.length)
                        .mapToDouble(i -> importance[i] * at(points.get(i)))
                        .max()
                        .orElseThrow();
    }

    private static double[][] gram(List<double[]> points, double[] importance, double ridge) {
        int size = QuadraticTerms.count(points.getFirst().length);
        double[][] gram = new double[size][size];
        for (int i = 0; i < importance.length; i++) {
            add(gram, importance[i], QuadraticTerms.at(points.get(i)));
        }
        for (int i = 0; i < size; i++) {
            gram[i][i] += ridge;
        }
        return gram;
    }

    private static void add(double[][] gram, double weight, double[] terms) {
        for (int i = 0; i < terms.length; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] += weight * terms[i] * terms[j];
            }
        }
    }

    /** The leverage of a point; times its importance at most 1 at a point of the fit. */
    double at(double[] point) {
        return decomposed.form(QuadraticTerms.at(point));
    }

    /**
     * By how much a point's leverage is beyond the largest of a point of the fit times its
     * importance, as its multiple; below 1 where the points leave terms open.
     */
    public double excess(double[] point) {
        double excess = Math.max(0, at(point) / highest - 1);
        return isBent ? excess / (1 + excess) : excess;
    }
}
