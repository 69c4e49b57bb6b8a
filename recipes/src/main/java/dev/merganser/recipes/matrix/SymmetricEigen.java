package dev.merganser.recipes.matrix;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

import java.util.Comparator;
import java.util.stream.IntStream;

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
        int n = matrix.rows();
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(matrix.view().copy())) {
            throw new ArithmeticException(
                    "The eigenvalues of a matrix of %d x %d were not found".formatted(n, n));
        }
        int[] order =
                IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingDouble(k -> -eigen.getEigenvalue(k).getReal()))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] values = new double[n];
        Matrix vectors = Matrix.of(n, n);
        for (int k = 0; k < n; k++) {
            values[k] = eigen.getEigenvalue(order[k]).getReal();
            double[] vector = eigen.getEigenVector(order[k]).data;
            for (int i = 0; i < n; i++) {
                vectors.set(i, k, vector[i]);
            }
        }
        return new SymmetricEigen(values, vectors);
    }
}
