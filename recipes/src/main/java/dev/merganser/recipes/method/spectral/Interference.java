package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.SymmetricEigen;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.TensorMatrix;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How much a merged task vector θ interferes with the task vectors τₖ of one matrix, on the inputs
 * that those themselves stand for (WUDI, arXiv:2503.08099): the loss Σ ‖(θ − τₖ)·τₖᵀ‖² / ‖τₖ‖².
 *
 * <p>It is quadratic: with C = Σ τₖᵀτₖ / ‖τₖ‖² and D = Σ τₖτₖᵀτₖ / ‖τₖ‖² its gradient is 2·(θC −
 * D), so it falls apart into one bowl for each eigenvector of C, as steep as the eigenvalue, and is
 * flat along the vectors on which C vanishes. Task vectors of zeros have no part in it.
 */
final class Interference {

    /**
     * Share of the largest eigenvalue up to which others count as 0. Their vectors make up less
     * than 10⁻⁵ of the task vectors: what rounding to float32 leaves of nothing.
     */
    private static final double VANISHING = 1e-10;

    private final List<Matrix> vectors;
    private final Matrix sum;

    /**
     * The interference with these task vectors.
     *
     * @param vectors at least one, all of one size
     */
    Interference(List<Matrix> vectors) {
        this.vectors = vectors.stream().filter(vector -> vector.squaredNorm() > 0).toList();
        this.sum = vectors.stream().reduce(Matrix::plus).orElseThrow();
    }

    /** The interference with the weighted task vectors of a matrix. */
    private static Interference of(MergeTensor tensor) {
        return new Interference(
                TaskMatrices.ofEach(tensor, model -> TaskMatrices.of(tensor, model)));
    }

    /**
     * Base plus the merged task vector that {@code solver} finds where the tensor is a matrix, and
     * plus the mean of the weighted task vectors where it is none.
     */
    static FloatSource merged(MergeTensor tensor, Function<Interference, Matrix> solver) {
        return TensorMatrix.isMatrix(tensor.shape())
                ? TaskMatrices.changed(tensor, solver.apply(of(tensor)), 1)
                : TaskMatrices.summed(
                        tensor, 1.0 / tensor.models().size(), tensor.arguments().doubles("weight"));
    }

    /** Σ τₖ, where all methods begin. */
    Matrix sum() {
        return sum;
    }

    /** C, {@code [columns, columns]}. */
    Matrix curvature() {
        Matrix inputs = inputs();
        return inputs.timesTransposed(inputs);
    }

    /**
     * D − θC = Σ (τₖ − θ)·τₖᵀ·τₖ / ‖τₖ‖²: half the way downhill from θ, minus half the gradient.
     */
    Matrix pull(Matrix theta) {
        Matrix pull = Matrix.of(sum.rows(), sum.columns());
        for (Matrix vector : vectors) {
            Matrix onInputs = vector.minus(theta).timesTransposed(vector);
            pull = pull.plus(onInputs.times(vector).times(1 / vector.squaredNorm()));
        }
        return pull;
    }

    /**
     * The way from Σ τₖ to the bottom of the loss, gone in part: of the component along each
     * eigenvector of C the share that the filter says. Components on which C vanishes stay as they
     * are. With shares of 1 that is the correction of least norm, Σ τₖ + (D − (Σ τₖ)·C)·C⁺. As each
     * τₖ vanishes where C does, it is also D·C⁺, the least of all minima.
     *
     * @param filter makes the shares, from 0 to 1, of the eigenvalues that are not 0, descending
     */
    Matrix descended(UnaryOperator<double[]> filter) {
        if (vectors.isEmpty()) {
            return sum;
        }
        SymmetricEigen spectrum = spectrum();
        double[] shares = filter.apply(spectrum.values());
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= spectrum.values()[i];
        }
        Matrix along = pull(sum).times(spectrum.vectors());
        return sum.plus(along.timesDiagonal(shares).timesTransposed(spectrum.vectors()));
    }

    /** The eigenvalues of C that are not 0, and their vectors in columns. */
    private SymmetricEigen spectrum() {
        Matrix inputs = inputs();
        if (inputs.rows() <= inputs.columns()) {
            return present(SymmetricEigen.of(inputs.timesTransposed(inputs)));
        }
        // fewer inputs than columns: the eigenvalues of their inner products are the same
        SymmetricEigen dual = present(SymmetricEigen.of(inputs.transposeTimes(inputs)));
        double[] scales = new double[dual.values().length];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = 1 / Math.sqrt(dual.values()[i]);
        }
        Matrix vectorsOfC = inputs.times(dual.vectors()).timesDiagonal(scales);
        return new SymmetricEigen(dual.values(), vectorsOfC);
    }

    private static SymmetricEigen present(SymmetricEigen all) {
        int count = 0;
        while (count < all.values().length && all.values()[count] > VANISHING * all.values()[0]) {
            count++;
        }
        double[] values = Arrays.copyOf(all.values(), count);
        return new SymmetricEigen(values, all.vectors().columns(0, count));
    }

    /** The rows of all τₖ / ‖τₖ‖ in columns, so that C is this matrix times its transpose. */
    private Matrix inputs() {
        if (vectors.isEmpty()) {
            return Matrix.of(sum.columns(), 0);
        }
        return Matrix.beside(
                vectors.stream()
                        .map(each -> each.transposed().times(1 / Math.sqrt(each.squaredNorm())))
                        .toList());
    }
}
