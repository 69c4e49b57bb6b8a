package dev.merganser.optimizer.algorithm;

import org.apache.commons.math3.exception.MaxCountExceededException;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

import java.util.Arrays;

/**
 * A symmetric matrix C = B D² Bᵀ by its axes, the columns of B, and their lengths D.
 *
 * <p>Decomposed by Commons Math: plain Java with mathematical functions of its own, so the same
 * bits on every machine. Time in n³. Immutable.
 */
final class SymmetricMatrix {

    private final double[][] axes;
    private final double[] lengths;

    private SymmetricMatrix(double[][] axes, double[] lengths) {
        this.axes = axes;
        this.lengths = lengths;
    }

    static SymmetricMatrix identity(int size) {
        double[][] axes = new double[size][size];
        double[] lengths = new double[size];
        Arrays.fill(lengths, 1);
        for (int i = 0; i < size; i++) {
            axes[i][i] = 1;
        }
        return new SymmetricMatrix(axes, lengths);
    }

    /**
     * The decomposition of a symmetric matrix; where it is not positive definite or cannot be
     * decomposed, its condition is no number.
     */
    static SymmetricMatrix decompose(double[][] matrix) {
        try {
            EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(matrix));
            double[] lengths = eigen.getRealEigenvalues();
            Arrays.setAll(lengths, i -> StrictMath.sqrt(lengths[i]));
            return new SymmetricMatrix(eigen.getV().getData(), lengths);
        } catch (MaxCountExceededException _) {
            double[] unknown = new double[matrix.length];
            Arrays.fill(unknown, Double.NaN);
            return new SymmetricMatrix(identity(matrix.length).axes, unknown);
        }
    }

    /** B D z: a standard normal vector becomes one with this covariance. */
    double[] stretched(double[] vector) {
        double[] scaled = new double[vector.length];
        Arrays.setAll(scaled, i -> lengths[i] * vector[i]);
        return times(scaled);
    }

    /** B D⁻¹ Bᵀ y: a vector with this covariance becomes a standard normal one. */
    double[] whitened(double[] vector) {
        double[] coordinates = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            for (int axis = 0; axis < vector.length; axis++) {
                coordinates[axis] += axes[i][axis] * vector[i];
            }
        }
        Arrays.setAll(coordinates, axis -> coordinates[axis] / lengths[axis]);
        return times(coordinates);
    }

    /** The largest eigenvalue by the smallest one; NaN or infinite where there is none. */
    double condition() {
        double longest = Arrays.stream(lengths).max().orElse(Double.NaN);
        double shortest = Arrays.stream(lengths).min().orElse(Double.NaN);
        return (longest / shortest) * (longest / shortest);
    }

    private double[] times(double[] coordinates) {
        double[] vector = new double[coordinates.length];
        for (int i = 0; i < vector.length; i++) {
            for (int axis = 0; axis < vector.length; axis++) {
                vector[i] += axes[i][axis] * coordinates[axis];
            }
        }
        return vector;
    }
}
