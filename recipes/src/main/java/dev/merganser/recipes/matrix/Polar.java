package dev.merganser.recipes.matrix;

/** The orthogonal factor of the polar decomposition: the nearest matrix with orthonormal sides. */
public final class Polar {

    private Polar() {}

    /**
     * U·Vᵀ of A = U·diag(σ)·Vᵀ, of {@code [m, n]} as A: the solution of the orthogonal Procrustes
     * problem (Schönemann 1966, doi:10.1007/BF02289451). Its columns are orthonormal where m ≥ n,
     * its rows where m ≤ n. Where A has not full rank, the directions that it lacks are arbitrary.
     */
    public static Matrix of(Matrix matrix) {
        Svd svd = Svd.of(matrix);
        return svd.u().timesTransposed(svd.v());
    }
}
