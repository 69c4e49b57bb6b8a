package dev.merganser.recipes.matrix;

/**
 * The eigenvalues and eigenvectors of a symmetric matrix A = V·diag(values)·Vᵀ of {@code [n, n]}.
 *
 * @param values descending
 * @param vectors {@code [n, n]}; column k belongs to value k; orthonormal, each with an arbitrary
 *     sign
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a list would box each value
public record SymmetricEigen(double[] values, Matrix vectors) {

    /**
     * Decomposes a symmetric matrix on the calling thread. {@link ArithmeticException} where it
     * holds NaN or an infinity.
     */
    public static SymmetricEigen of(Matrix matrix) {
        matrix.checkSquare();
        matrix.checkFinite();
        return Kernels.of(matrix.rows(), matrix.rows(), matrix.rows()).eigen(matrix);
    }
}
