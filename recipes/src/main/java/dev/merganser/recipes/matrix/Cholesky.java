package dev.merganser.recipes.matrix;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The Cholesky factor of a symmetric positive definite matrix, to solve systems with: by one
 * thread.
 */
public final class Cholesky {
    private final int n;
    private final LinearSolverDense<DMatrixRMaj> solver;

    private Cholesky(int n, LinearSolverDense<DMatrixRMaj> solver) {
        this.n = n;
        this.solver = solver;
    }

    /**
     * Factors A of {@code [n, n]}, of which the lower triangle is read. {@link ArithmeticException}
     * where it is not positive definite; maybe a small multiple of the identity mends that.
     */
    public static Cholesky of(Matrix matrix) {
        matrix.checkSquare();
        matrix.checkFinite();
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(matrix.rows());
        if (!solver.setA(matrix.view().copy())) {
            throw new ArithmeticException(
                    "A matrix of %d x %d must be positive definite to be factored"
                            .formatted(matrix.rows(), matrix.rows()));
        }
        return new Cholesky(matrix.rows(), solver);
    }

    /** B·A⁻¹ for B of {@code [m, n]}. */
    public Matrix solveRight(Matrix right) {
        DMatrixRMaj solution = new DMatrixRMaj(n, right.rows());
        solver.solve(right.transposed().view(), solution);
        return Matrix.of(solution).transposed();
    }
}
