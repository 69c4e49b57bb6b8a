package dev.merganser.recipes.matrix;

/** The polar factor of a matrix: of all that only turn and reflect, the nearest to it. */
public final class Polar {

    private Polar() {}

    /**
     * U·Vᵀ of A = U·diag(σ)·Vᵀ, of {@code [m, n]} as A, over the singular values that are not 0
     * within rounding. Where A has full rank, its columns (m ≥ n) or its rows (m ≤ n) are
     * orthonormal, and it solves the orthogonal Procrustes problem (Schönemann 1966,
     * doi:10.1007/BF02289451); directions that A lacks, it lacks too, as they would be arbitrary.
     */
    public static Matrix of(Matrix matrix) {
        Svd svd = Svd.of(matrix);
        Svd full = svd.first(svd.rank());
        return full.u().timesTransposed(full.v());
    }
}
