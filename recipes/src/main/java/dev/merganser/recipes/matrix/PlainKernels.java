package dev.merganser.recipes.matrix;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Kernels in Java, by EJML: the same bits on every machine. */
enum PlainKernels implements Kernels {
    INSTANCE;

    @Override
    public Matrix product(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
        Matrix product =
                Matrix.of(transposeA ? a.columns() : a.rows(), transposeB ? b.rows() : b.columns());
        if (transposeA && transposeB) {
            CommonOps_DDRM.multTransAB(view(a), view(b), view(product));
        } else if (transposeA) {
            CommonOps_DDRM.multTransA(view(a), view(b), view(product));
        } else if (transposeB) {
            CommonOps_DDRM.multTransB(view(a), view(b), view(product));
        } else {
            CommonOps_DDRM.mult(view(a), view(b), view(product));
        }
        return product;
    }

    @Override
    public Svd svd(Matrix matrix) {
        int count = matrix.smallerSide();
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.rows(), matrix.columns(), true, true, true);
        if (!svd.decompose(view(matrix).copy())) {
            throw new ArithmeticException(
                    "The singular values of a matrix of %d x %d were not found"
                            .formatted(matrix.rows(), matrix.columns()));
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj v = svd.getV(null, false);
        double[] values = Arrays.copyOf(svd.getSingularValues(), count);
        SingularOps_DDRM.descendingOrder(u, false, values, count, v, false);
        return new Svd(matrix(u), values, matrix(v));
    }

    @Override
    public SymmetricEigen eigen(Matrix matrix) {
        int n = matrix.rows();
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(view(matrix).copy())) {
            throw new ArithmeticException(
                    "The eigenvalues of a matrix of %d x %d were not found".formatted(n, n));
        }
        double[] values = new double[n];
        Matrix vectors = Matrix.of(n, n);
        int column = 0;
        for (int k : descending(eigen, n)) {
            values[column] = eigen.getEigenvalue(k).getReal();
            double[] vector = eigen.getEigenVector(k).data;
            for (int i = 0; i < n; i++) {
                vectors.set(i, column, vector[i]);
            }
            column++;
        }
        return new SymmetricEigen(values, vectors);
    }

    private static int[] descending(EigenDecomposition_F64<DMatrixRMaj> eigen, int n) {
        return IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -eigen.getEigenvalue(k).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public UnaryOperator<Matrix> solver(Matrix matrix) {
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(matrix.rows());
        if (!solver.setA(view(matrix).copy())) {
            throw Kernels.notPositiveDefinite(matrix);
        }
        return right -> {
            var solution = new DMatrixRMaj(right.columns(), right.rows());
            solver.solve(view(right.transposed()), solution);
            return matrix(solution).transposed();
        };
    }

    /** Aᵀ. */
    static Matrix transposed(Matrix matrix) {
        Matrix transposed = Matrix.of(matrix.columns(), matrix.rows());
        CommonOps_DDRM.transpose(view(matrix), view(transposed));
        return transposed;
    }

    /** The same elements in EJML's clothes. */
    private static DMatrixRMaj view(Matrix matrix) {
        return DMatrixRMaj.wrap(matrix.rows(), matrix.columns(), matrix.data());
    }

    private static Matrix matrix(DMatrixRMaj matrix) {
        int elements = matrix.getNumElements();
        double[] data = matrix.data;
        return Matrix.of(
                matrix.numRows,
                matrix.numCols,
                data.length == elements ? data : Arrays.copyOf(data, elements));
    }
}
