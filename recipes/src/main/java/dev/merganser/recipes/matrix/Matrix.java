package dev.merganser.recipes.matrix;

import java.util.List;

/**
 * A dense matrix of doubles, row-major, on the heap. Immutable by convention: whoever fills one
 * with {@link #set} or through {@link #data()} does so before handing it on. Each operation works
 * on the calling thread, gives the same bits for the same matrices, and leaves its operands as they
 * are.
 */
public final class Matrix {
    private final int rows;
    private final int columns;
    private final double[] data;

    private Matrix(int rows, int columns, double[] data) {
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    /** A matrix of zeros. */
    public static Matrix of(int rows, int columns) {
        return new Matrix(rows, columns, new double[elements(rows, columns)]);
    }

    /** A matrix that takes over an array of {@code rows · columns} elements. */
    public static Matrix of(int rows, int columns, double[] data) {
        if (data.length != elements(rows, columns)) {
            throw new IllegalArgumentException(
                    "A matrix of %d x %d needs %d elements, found %d"
                            .formatted(rows, columns, (long) rows * columns, data.length));
        }
        return new Matrix(rows, columns, data);
    }

    private static int elements(int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "A matrix must have 0 rows and columns or more, found %d x %d"
                            .formatted(rows, columns));
        }
        return Math.multiplyExact(rows, columns);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The smaller of the numbers of rows and columns: how many singular values there are. */
    public int smallerSide() {
        return Math.min(rows, columns);
    }

    public double get(int row, int column) {
        return data[row * columns + column];
    }

    public void set(int row, int column, double value) {
        data[row * columns + column] = value;
    }

    /** The elements themselves, row after row. */
    public double[] data() {
        return data;
    }

    /** A·B. */
    public Matrix times(Matrix other) {
        return Kernels.of(rows, columns, other.columns).product(this, false, other, false);
    }

    /** Aᵀ·B. */
    public Matrix transposeTimes(Matrix other) {
        return Kernels.of(rows, columns, other.columns).product(this, true, other, false);
    }

    /** A·Bᵀ. */
    public Matrix timesTransposed(Matrix other) {
        return Kernels.of(rows, columns, other.rows).product(this, false, other, true);
    }

    /** A + B. */
    public Matrix plus(Matrix other) {
        checkSameSize(other);
        double[] sum = new double[data.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = data[i] + other.data[i];
        }
        return of(rows, columns, sum);
    }

    /** Adds factor·B to the elements themselves: for whoever still fills this matrix. */
    public void add(double factor, Matrix other) {
        checkSameSize(other);
        for (int i = 0; i < data.length; i++) {
            data[i] += factor * other.data[i];
        }
    }

    /** A − B. */
    public Matrix minus(Matrix other) {
        checkSameSize(other);
        double[] difference = new double[data.length];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = data[i] - other.data[i];
        }
        return of(rows, columns, difference);
    }

    private void checkSameSize(Matrix other) {
        if (rows != other.rows || columns != other.columns) {
            throw new IllegalArgumentException(
                    "Both matrices must have one size, found %d x %d and %d x %d"
                            .formatted(rows, columns, other.rows, other.columns));
        }
    }

    /** factor·A. */
    public Matrix times(double factor) {
        double[] scaled = new double[data.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = factor * data[i];
        }
        return of(rows, columns, scaled);
    }

    /** A·diag(factors): each column times a number of its own. */
    public Matrix timesDiagonal(double[] factors) {
        Matrix scaled = of(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                scaled.data[i * columns + j] = data[i * columns + j] * factors[j];
            }
        }
        return scaled;
    }

    /** Aᵀ. */
    public Matrix transposed() {
        return PlainKernels.transposed(this);
    }

    /** Columns {@code from} (inclusive) to {@code to} (exclusive). */
    public Matrix columns(int from, int to) {
        Matrix part = of(rows, to - from);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(data, i * columns + from, part.data, i * part.columns, part.columns);
        }
        return part;
    }

    /** Matrices of as many rows each, beside each other; at least one. */
    public static Matrix beside(List<Matrix> matrices) {
        int rows = matrices.getFirst().rows;
        Matrix all = of(rows, matrices.stream().mapToInt(Matrix::columns).sum());
        int column = 0;
        for (Matrix matrix : matrices) {
            if (matrix.rows != rows) {
                throw new IllegalArgumentException(
                        "Matrices beside each other must have as many rows, found %d and %d"
                                .formatted(rows, matrix.rows));
            }
            all.insert(matrix, column);
            column += matrix.columns;
        }
        return all;
    }

    private void insert(Matrix part, int column) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(part.data, i * part.columns, data, i * columns + column, part.columns);
        }
    }

    /** The sum of the squares of all elements, one after the other. */
    public double squaredNorm() {
        double sum = 0;
        for (double value : data) {
            sum += value * value;
        }
        return sum;
    }

    /** Whether no element is NaN or infinite. */
    public boolean isFinite() {
        for (double value : data) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Refuses to decompose what no iteration would end on. */
    void checkFinite() {
        if (!isFinite()) {
            throw new ArithmeticException(
                    "A matrix of %d x %d must hold finite numbers to be decomposed"
                            .formatted(rows, columns));
        }
    }

    void checkSquare() {
        if (rows != columns) {
            throw new IllegalArgumentException(
                    "The matrix must be square, found %d x %d".formatted(rows, columns));
        }
    }
}
