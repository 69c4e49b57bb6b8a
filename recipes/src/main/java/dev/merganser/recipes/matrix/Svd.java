package dev.merganser.recipes.matrix;

import java.util.Arrays;

/**
 * The thin singular value decomposition A = U·diag(values)·Vᵀ of {@code [m, n]}, with r = min(m,
 * n). A pair of singular vectors has an arbitrary common sign.
 *
 * @param u {@code [m, r]}, orthonormal columns
 * @param values the r singular values, descending, none below 0
 * @param v {@code [n, r]}, orthonormal columns
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a list would box each value
public record Svd(Matrix u, double[] values, Matrix v) {
    private static final double EPSILON = Math.ulp(1.0);

    /**
     * Decomposes a matrix on the calling thread. {@link ArithmeticException} where it holds NaN or
     * an infinity.
     */
    public static Svd of(Matrix matrix) {
        matrix.checkFinite();
        return Kernels.of(matrix.rows(), matrix.columns(), matrix.smallerSide()).svd(matrix);
    }

    /**
     * How many singular values are not 0 within rounding: more than max(m, n)·2⁻⁵² times the
     * largest. The vectors of the others are arbitrary.
     */
    public int rank() {
        double least = values.length == 0 ? 0 : values[0] * Math.max(u.rows(), v.rows()) * EPSILON;
        int rank = 0;
        while (rank < values.length && values[rank] > least) {
            rank++;
        }
        return rank;
    }

    /** The {@code count} largest singular values and their vectors; all where there are fewer. */
    public Svd first(int count) {
        return count >= values.length ? this : between(0, count);
    }

    /** Singular values {@code from} (inclusive) to {@code to} (exclusive) and their vectors. */
    public Svd between(int from, int to) {
        return new Svd(
                u.columns(from, to), Arrays.copyOfRange(values, from, to), v.columns(from, to));
    }

    /** The mean of all singular values. */
    public double meanValue() {
        return Arrays.stream(values).sum() / values.length;
    }

    /** U·diag(values)·Vᵀ. */
    public Matrix product() {
        return u.timesDiagonal(values).timesTransposed(v);
    }
}
