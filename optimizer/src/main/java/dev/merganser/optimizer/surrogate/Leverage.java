package dev.merganser.optimizer.surrogate;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.RealMatrix;

import java.util.List;

/**
 * How far a point is from those that a quadratic was fitted to: φᵀ(ΦᵀΦ + ε)⁻¹φ. The variance of its
 * prediction in units of the variance of one evaluation.
 */
public final class Leverage {

    private static final double RIDGE = 1e-6;

    private final DecompositionSolver solver;
    private final double highest;

    /** The leverage among points, at least one. */
    Leverage(List<double[]> points) {
        RealMatrix terms =
                new Array2DRowRealMatrix(
                        points.stream().map(QuadraticTerms::at).toArray(double[][]::new), false);
        RealMatrix gram = terms.transpose().multiply(terms);
        for (int i = 0; i < gram.getRowDimension(); i++) {
            gram.addToEntry(i, i, RIDGE);
        }
        this.solver = new CholeskyDecomposition(gram).getSolver();
        this.highest = points.stream().mapToDouble(this::at).max().orElseThrow();
    }

    /** The leverage of a point; at most 1 at a point of the fit. */
    double at(double[] point) {
        var terms = new ArrayRealVector(QuadraticTerms.at(point), false);
        return terms.dotProduct(solver.solve(terms));
    }

    /**
     * By how much a point's leverage is beyond that of all points of the fit, as their multiple.
     */
    public double excess(double[] point) {
        return Math.max(0, at(point) / highest - 1);
    }
}
