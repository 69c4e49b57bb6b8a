package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.matrix.Matrix;
import dev.merganser.recipes.matrix.MemoryRoom;
import dev.merganser.recipes.matrix.SymmetricEigen;
import dev.merganser.recipes.method.FloatSource;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.TensorMatrix;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * How much a merged task vector θ interferes with the task vectors τₖ of one matrix, on the inputs
 * that those themselves stand for (WUDI, arXiv:2503.08099): the loss Σ ‖(θ − τₖ)·τₖᵀ‖² / ‖τₖ‖².
 *
 * <p>It is quadratic: with C = Σ τₖᵀτₖ / ‖τₖ‖² and D = Σ τₖτₖᵀτₖ / ‖τₖ‖² its gradient is 2·(θC −
 * D), so it falls apart into one bowl for each eigenvector of C, as steep as the eigenvalue, and is
 * flat along the vectors on which C vanishes. Task vectors of zeros have no part in it.
 *
 * <p>Task vectors are added up one after the other. C is summed where it is no larger than all of
 * them; where they have fewer rows than columns together, their rows are kept in its place.
 */
final class Interference {

    /**
     * Share of the largest eigenvalue up to which others count as 0. Their vectors make up less
     * than 10⁻⁵ of the task vectors: what rounding to float32 leaves of nothing.
     */
    private static final double VANISHING = 1e-10;

    private final Matrix sum;

    /** D. */
    private final Matrix target;

    private final Inputs inputs;

    private Interference(Matrix sum, Matrix target, Inputs inputs) {
        this.sum = sum;
        this.target = target;
        this.inputs = inputs;
    }

    /**
     * The interference with some task vectors.
     *
     * @param models how many there are, at least one
     * @param vectors makes each, all of one size; asked for one after the other, once each
     */
    static Interference of(int models, IntFunction<Matrix> vectors) {
        Matrix first = vectors.apply(0);
        Matrix sum = Matrix.of(first.rows(), first.columns());
        Matrix target = Matrix.of(first.rows(), first.columns());
        Inputs inputs = Inputs.of(models, first.rows(), first.columns());
        for (int model = 0; model < models; model++) {
            Matrix vector = model == 0 ? first : vectors.apply(model);
            double square = vector.squaredNorm();
            sum.add(1, vector);
            if (square > 0) {
                target.add(1 / square, inputs.add(vector, square));
            }
        }
        return new Interference(sum, target, inputs);
    }

    /** The interference with the weighted task vectors of a matrix. */
    private static Interference of(MergeTensor tensor) {
        return of(tensor.models().size(), model -> TaskMatrices.of(tensor, model));
    }

    /**
     * Base plus the merged task vector that {@code solver} finds where the tensor is a matrix, and
     * plus the mean of the weighted task vectors where it is none. Waits for room on the heap.
     */
    static FloatSource merged(MergeTensor tensor, Function<Interference, Matrix> solver) {
        return TensorMatrix.isMatrix(tensor.shape())
                ? TaskMatrices.changed(
                        tensor,
                        MemoryRoom.HEAP.with(doubles(tensor), () -> solver.apply(of(tensor))),
                        1)
                : TaskMatrices.summed(
                        tensor, 1.0 / tensor.models().size(), tensor.arguments().doubles("weight"));
    }

    /** About how many doubles the work on a matrix holds at once, its eigenvectors among them. */
    private static long doubles(MergeTensor tensor) {
        long columns = tensor.shape().dims().getLast();
        long inputs = tensor.shape().dims().getFirst() * tensor.models().size();
        long ofInputs =
                columns <= inputs
                        ? 5 * columns * columns
                        : 5 * inputs * inputs + 3 * inputs * columns;
        return ofInputs + 6 * tensor.elements();
    }

    /** D. */
    Matrix target() {
        return target;
    }

    /** Σ τₖ, where all methods begin. */
    Matrix sum() {
        return sum;
    }

    /** θC. */
    Matrix applied(Matrix theta) {
        return inputs.applied(theta);
    }

    /**
     * D − θC = Σ (τₖ − θ)·τₖᵀ·τₖ / ‖τₖ‖²: half the way downhill from θ, minus half the gradient.
     */
    Matrix pull(Matrix theta) {
        return target.minus(applied(theta));
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
        SymmetricEigen spectrum = inputs.spectrum();
        if (spectrum.values().length == 0) {
            return sum;
        }
        double[] shares = filter.apply(spectrum.values());
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= spectrum.values()[i];
        }
        Matrix along = pull(sum).times(spectrum.vectors());
        return sum.plus(along.timesDiagonal(shares).timesTransposed(spectrum.vectors()));
    }

    /** C, in the smaller of two forms. */
    private sealed interface Inputs {

        static Inputs of(int models, int rows, int columns) {
            long all = (long) models * rows;
            return columns <= all ? new Summed(columns) : new Rows((int) all, columns);
        }

        /** Adds τᵀτ / ‖τ‖² and gives ττᵀτ. */
        Matrix add(Matrix vector, double square);

        /** θC. */
        Matrix applied(Matrix theta);

        /** The eigenvalues of C that are not 0, and their vectors in columns. */
        SymmetricEigen spectrum();
    }

    /** C itself, {@code [columns, columns]}. */
    private record Summed(Matrix curvature) implements Inputs {

        Summed(int columns) {
            this(Matrix.of(columns, columns));
        }

        @Override
        public Matrix add(Matrix vector, double square) {
            Matrix products = vector.transposeTimes(vector);
            curvature.add(1 / square, products);
            return vector.times(products);
        }

        @Override
        public Matrix applied(Matrix theta) {
            return theta.times(curvature);
        }

        @Override
        public SymmetricEigen spectrum() {
            return present(SymmetricEigen.of(curvature));
        }
    }

    /** The rows of all τₖ / ‖τₖ‖, below each other: C is their transpose times themselves. */
    private static final class Rows implements Inputs {
        private final Matrix rows;
        private int filled;

        Rows(int rows, int columns) {
            this.rows = Matrix.of(rows, columns);
        }

        @Override
        public Matrix add(Matrix vector, double square) {
            double[] values = vector.data();
            double norm = Math.sqrt(square);
            for (double value : values) {
                rows.data()[filled++] = value / norm;
            }
            return vector.timesTransposed(vector).times(vector);
        }

        @Override
        public Matrix applied(Matrix theta) {
            return theta.timesTransposed(rows).times(rows);
        }

        /** Fewer inputs than columns: the eigenvalues of their inner products are the same. */
        @Override
        public SymmetricEigen spectrum() {
            SymmetricEigen dual = present(SymmetricEigen.of(rows.timesTransposed(rows)));
            double[] scales = new double[dual.values().length];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = 1 / Math.sqrt(dual.values()[i]);
            }
            Matrix vectorsOfC = rows.transposeTimes(dual.vectors()).timesDiagonal(scales);
            return new SymmetricEigen(dual.values(), vectorsOfC);
        }
    }

    private static SymmetricEigen present(SymmetricEigen all) {
        int count = 0;
        while (count < all.values().length && all.values()[count] > VANISHING * all.values()[0]) {
            count++;
        }
        double[] values = Arrays.copyOf(all.values(), count);
        return new SymmetricEigen(values, all.vectors().columns(0, count));
    }
}
