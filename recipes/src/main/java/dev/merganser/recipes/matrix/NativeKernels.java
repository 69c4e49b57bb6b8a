package dev.merganser.recipes.matrix;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgesdd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrs;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Kernels in OpenBLAS and its LAPACK, each call on the calling thread alone, with its matrices
 * outside the heap. The same bits for any number of threads; another kind of processor may round
 * otherwise. A row-major matrix is, to LAPACK, the transposed one.
 */
final class NativeKernels implements Kernels {
    /** The system property that keeps native code out where it is {@code java}. */
    static final String PROPERTY = "merganser.matrices";

    private static final byte LOWER = 'L';

    /** Half of the machine's memory, for the calls of all threads. */
    private final MemoryRoom room = new MemoryRoom(Pointer.totalPhysicalBytes() / 2);

    private NativeKernels() {}

    /** Loads the library; empty where there is none for this machine, or none is wanted. */
    static Optional<Kernels> find() {
        if ("java".equals(System.getProperty(PROPERTY))) {
            return Optional.empty();
        }
        try {
            liftLimits();
            Loader.load(openblas.class);
            blas_set_num_threads(1);
            return Optional.of(new NativeKernels());
        } catch (LinkageError _) {
            return Optional.empty();
        }
    }

    /** Keeps JavaCPP from counting this memory against the heap's limit; before its first use. */
    private static void liftLimits() {
        System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }

    /** Makes a call once so many doubles fit, and frees all pointers that it made. */
    private <T> T call(long doubles, Supplier<T> call) {
        return room.with(
                doubles,
                () -> {
                    try (var _ = new PointerScope()) {
                        return call.get();
                    }
                });
    }

    @Override
    public Matrix product(Matrix a, boolean transposeA, Matrix b, boolean transposeB) {
        int rows = transposeA ? a.columns() : a.rows();
        int inner = transposeA ? a.rows() : a.columns();
        int columns = transposeB ? b.rows() : b.columns();
        if (inner != (transposeB ? b.columns() : b.rows())) {
            throw new IllegalArgumentException(
                    "Sides of a product must fit, found %d x %d and %d x %d"
                            .formatted(a.rows(), a.columns(), b.rows(), b.columns()));
        }
        Matrix product = Matrix.of(rows, columns);
        long elements = a.data().length + (long) b.data().length + product.data().length;
        return call(
                elements,
                () -> {
                    DoublePointer result = new DoublePointer((long) rows * columns);
                    cblas_dgemm(
                            CblasRowMajor,
                            transposeA ? CblasTrans : CblasNoTrans,
                            transposeB ? CblasTrans : CblasNoTrans,
                            rows,
                            columns,
                            inner,
                            1,
                            copy(a),
                            a.columns(),
                            copy(b),
                            b.columns(),
                            0,
                            result,
                            columns);
                    result.get(product.data());
                    return product;
                });
    }

    /** Aᵀ = V·diag(values)·Uᵀ is what LAPACK sees: its left vectors are our right ones. */
    @Override
    public Svd svd(Matrix matrix) {
        int rows = matrix.rows();
        int columns = matrix.columns();
        int count = matrix.smallerSide();
        long elements = 2L * matrix.data().length + 5L * count * count;
        return call(
                elements,
                () -> {
                    var values = new DoublePointer(count);
                    var u = new DoublePointer((long) rows * count);
                    var v = new DoublePointer((long) columns * count);
                    int failed =
                            LAPACKE_dgesdd(
                                    LAPACK_COL_MAJOR,
                                    (byte) 'S',
                                    columns,
                                    rows,
                                    copy(matrix),
                                    columns,
                                    values,
                                    v,
                                    columns,
                                    u,
                                    count);
                    return failed == 0
                            ? new Svd(
                                    matrix(rows, count, u),
                                    doubles(count, values),
                                    matrix(count, columns, v).transposed())
                            : PlainKernels.INSTANCE.svd(matrix);
                });
    }

    @Override
    public SymmetricEigen eigen(Matrix matrix) {
        int n = matrix.rows();
        return call(
                3L * n * n,
                () -> {
                    var values = new DoublePointer(n);
                    DoublePointer vectors = copy(matrix);
                    int failed =
                            LAPACKE_dsyevd(
                                    LAPACK_COL_MAJOR, (byte) 'V', LOWER, n, vectors, n, values);
                    return failed == 0
                            ? descending(doubles(n, values), matrix(n, n, vectors))
                            : PlainKernels.INSTANCE.eigen(matrix);
                });
    }

    /** From ascending values with a vector in each row. */
    private static SymmetricEigen descending(double[] ascending, Matrix rows) {
        int n = ascending.length;
        double[] values = new double[n];
        Matrix reversed = Matrix.of(n, n);
        for (int k = 0; k < n; k++) {
            values[k] = ascending[n - 1 - k];
            System.arraycopy(rows.data(), (n - 1 - k) * n, reversed.data(), k * n, n);
        }
        return new SymmetricEigen(values, reversed.transposed());
    }

    @Override
    public UnaryOperator<Matrix> solver(Matrix matrix) {
        int n = matrix.rows();
        Matrix factor = Matrix.of(n, n);
        boolean factored =
                call(
                        (long) n * n,
                        () -> {
                            DoublePointer a = copy(matrix);
                            int failed = LAPACKE_dpotrf(LAPACK_COL_MAJOR, LOWER, n, a, n);
                            a.get(factor.data());
                            return failed == 0;
                        });
        if (!factored) {
            throw Kernels.notPositiveDefinite(matrix);
        }
        return right -> solve(factor, right);
    }

    private Matrix solve(Matrix factor, Matrix right) {
        int n = factor.rows();
        int m = right.rows();
        return call(
                (long) n * n + (long) n * m,
                () -> {
                    DoublePointer solution = copy(right);
                    int failed =
                            LAPACKE_dpotrs(
                                    LAPACK_COL_MAJOR, LOWER, n, m, copy(factor), n, solution, n);
                    if (failed != 0) {
                        throw new IllegalArgumentException(
                                "B must have %d columns, found %d".formatted(n, right.columns()));
                    }
                    return matrix(m, n, solution);
                });
    }

    private static DoublePointer copy(Matrix matrix) {
        return new DoublePointer((long) matrix.data().length).put(matrix.data());
    }

    private static Matrix matrix(int rows, int columns, DoublePointer from) {
        return Matrix.of(rows, columns, doubles(rows * columns, from));
    }

    private static double[] doubles(int count, DoublePointer from) {
        double[] values = new double[count];
        from.get(values);
        return values;
    }
}
