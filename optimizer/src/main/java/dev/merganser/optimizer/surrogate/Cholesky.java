package dev.merganser.optimizer.surrogate;

/**
 * The triangle L of a positive definite matrix L·Lᵀ. Rows are walked one after the other, so that
 * thousands of points can be asked about; a pivot that rounding made too small is lifted.
 */
final class Cholesky {

    private static final double LEAST_PIVOT = 1e-14;

    private final double[][] lower;

    /**
     * Decomposes a matrix.
     *
     * @param matrix symmetric; its lower triangle is read, and overwritten
     */
    Cholesky(double[][] matrix) {
        this.lower = matrix;
        for (int i = 0; i < matrix.length; i++) {
            double[] row = matrix[i];
            double diagonal = row[i];
            for (int j = 0; j < i; j++) {
                row[j] = (row[j] - dot(row, matrix[j], j)) / matrix[j][j];
            }
            double pivot = diagonal - dot(row, row, i);
            row[i] = Math.sqrt(Math.max(pivot, LEAST_PIVOT * diagonal + Double.MIN_NORMAL));
        }
    }

    private static double dot(double[] a, double[] b, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The least square on the diagonal of L. */
    double leastPivot() {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < lower.length; i++) {
            least = Math.min(least, lower[i][i] * lower[i][i]);
        }
        return least;
    }

    /** L⁻¹·v: its squared length is vᵀ(L·Lᵀ)⁻¹v. */
    double[] half(double[] vector) {
        double[] solved = vector.clone();
        for (int i = 0; i < solved.length; i++) {
            solved[i] = (solved[i] - dot(lower[i], solved, i)) / lower[i][i];
        }
        return solved;
    }

    /** vᵀ(L·Lᵀ)⁻¹v. */
    double form(double[] vector) {
        double[] half = half(vector);
        return dot(half, half, half.length);
    }

    /** (L·Lᵀ)⁻¹·v. */
    double[] solve(double[] vector) {
        double[] solved = half(vector);
        for (int i = solved.length - 1; i >= 0; i--) {
            solved[i] /= lower[i][i];
            for (int j = 0; j < i; j++) {
                solved[j] -= lower[i][j] * solved[i];
            }
        }
        return solved;
    }
}
