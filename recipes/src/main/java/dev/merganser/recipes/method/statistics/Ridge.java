package dev.merganser.recipes.method.statistics;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.matrix.Cholesky;
import dev.merganser.recipes.matrix.Matrix;

import java.util.Optional;

/**
 * Solves with a symmetric matrix that should be positive semidefinite, but is stored with rounding
 * errors and may be singular: adds the smallest of some multiples of the identity with which it has
 * a Cholesky factor.
 */
final class Ridge {

    /** Multiples of the mean of the diagonal: first what float64 needs, at last what float16. */
    private static final double LEAST = 1e-10;

    private static final double MOST = 1;
    private static final double STEP = 10;

    private Ridge() {}

    /**
     * B·(A + ρI)⁻¹; zeros where A is zero.
     *
     * @param tensor name for the message
     * @throws BadDataException where A is far from positive semidefinite
     */
    static Matrix solveRight(Matrix right, Matrix matrix, String tensor) {
        double size = meanOfDiagonal(matrix);
        if (size == 0) {
            return Matrix.of(right.rows(), right.columns());
        }
        for (double ridge = LEAST; ridge <= MOST; ridge *= STEP) {
            Optional<Cholesky> factor = factor(raised(matrix, ridge * size));
            if (factor.isPresent()) {
                return factor.get().solveRight(right);
            }
        }
        throw new BadDataException(
                "Gram matrices for tensor '%s' must be positive semidefinite, but their sum of %d x %d is not. Maybe they are of something else."
                        .formatted(tensor, matrix.rows(), matrix.rows()));
    }

    private static Optional<Cholesky> factor(Matrix matrix) {
        try {
            return Optional.of(Cholesky.of(matrix));
        } catch (ArithmeticException _) {
            return Optional.empty();
        }
    }

    private static double meanOfDiagonal(Matrix matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            sum += matrix.get(i, i);
        }
        return sum / matrix.rows();
    }

    private static Matrix raised(Matrix matrix, double ridge) {
        Matrix raised = Matrix.of(matrix.rows(), matrix.rows(), matrix.data().clone());
        for (int i = 0; i < matrix.rows(); i++) {
            raised.set(i, i, matrix.get(i, i) + ridge);
        }
        return raised;
    }
}
