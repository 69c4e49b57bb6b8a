package dev.merganser.recipes.matrix;

import java.util.function.UnaryOperator;

/**
 * The Cholesky factor of a symmetric positive definite matrix, to solve systems with: by one
 * thread.
 */
public final class Cholesky {
    private final UnaryOperator<Matrix> solver;

    private Cholesky(UnaryOperator<Matrix> solver) {
        this.solver = solver;
    }

    /**
     * Factors a symmetric A of {@code [n, n]}. {@link ArithmeticException} where it is not positive
     * definite; maybe a small multiple of the identity mends that.
     */
    public static Cholesky of(Matrix matrix) {
        matrix.checkSquare();
        matrix.checkFinite();
        Kernels kernels = Kernels.of(matrix.rows(), matrix.rows(), matrix.rows());
        return new Cholesky(kernels.solver(matrix));
    }

    /** B·A⁻¹ for B of {@code [m, n]}. */
    public Matrix solveRight(Matrix right) {
        return solver.apply(right);
    }
}
