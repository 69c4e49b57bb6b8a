package dev.merganser.recipes.matrix;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The largest singular values of a matrix and their vectors, in double: the best approximation of
 * that rank. Found by a randomised range finder with power iterations (Halko, Martinsson, Tropp
 * 2011, doi:10.1137/090771806, algorithms 4.4 and 5.1), which go on until an iteration adds less
 * than 10⁻⁴ of the matrix's squared norm to what is captured; exact within rounding where the
 * matrix has no higher rank than was asked for. One thread; the same bits for the same matrix.
 */
public final class TruncatedSvd {

    private static final int OVERSAMPLED = 10;
    private static final int FEWEST_ITERATIONS = 2;
    private static final int MOST_ITERATIONS = 10;
    private static final double TOLERANCE = 1e-4;
    private static final long SEED = 20_110_523;

    private final double[] values;
    private final DMatrixRMaj left;
    private final DMatrixRMaj right;

    private TruncatedSvd(double[] values, DMatrixRMaj left, DMatrixRMaj right) {
        this.values = values;
        this.left = left;
        this.right = right;
    }

    /**
     * Decomposes a matrix.
     *
     * @param rank how many singular values, at least 1; as many as the matrix has where it has
     *     fewer
     */
    public static TruncatedSvd of(FloatMatrix matrix, int rank) {
        int all = Math.min(matrix.rows(), matrix.columns());
        int wanted = Math.min(rank, all);
        int sampled = (int) Math.min(all, (long) wanted + wanted / 2 + OVERSAMPLED);
        var products = new BlockProducts(matrix);
        double enough = TOLERANCE * matrix.squaredNorm();
        Sketch sketch = Sketch.of(products, start(matrix.columns(), sampled));
        for (int i = 1; i < MOST_ITERATIONS; i++) {
            double before = sketch.captured(wanted);
            sketch = Sketch.of(products, sketch.rows);
            if (i >= FEWEST_ITERATIONS - 1 && sketch.captured(wanted) - before <= enough) {
                break;
            }
        }
        return sketch.truncated(wanted);
    }

    /** All directions where as many are sampled, else random ones. */
    private static DMatrixRMaj start(int columns, int sampled) {
        if (sampled == columns) {
            return CommonOps_DDRM.identity(columns);
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        var directions = new DMatrixRMaj(columns, sampled);
        for (int i = 0; i < directions.getNumElements(); i++) {
            directions.data[i] = random.nextDouble(-1, 1);
        }
        return directions;
    }

    /** A ≈ Q·Rᵀ·Pᵀ, with the orthonormal columns of Q from A·X, P·R = Aᵀ·Q and the SVD of R. */
    private static final class Sketch {
        private final DMatrixRMaj columns;
        private final DMatrixRMaj rows;
        private final DMatrixRMaj smallLeft;
        private final DMatrixRMaj smallRight;
        private final double[] values;

        private Sketch(DMatrixRMaj columns, DMatrixRMaj rows, DMatrixRMaj between) {
            this.columns = columns;
            this.rows = rows;
            int n = between.numRows;
            SingularValueDecomposition_F64<DMatrixRMaj> small =
                    DecompositionFactory_DDRM.svd(n, n, true, true, false);
            small.decompose(between);
            smallLeft = small.getU(null, false);
            smallRight = small.getV(null, false);
            values = small.getSingularValues();
            SingularOps_DDRM.descendingOrder(smallLeft, false, values, n, smallRight, false);
        }

        static Sketch of(BlockProducts products, DMatrixRMaj directions) {
            DMatrixRMaj columns = qr(products.times(directions)).getQ(null, true);
            QRDecomposition<DMatrixRMaj> qr = qr(products.transposedTimes(columns));
            return new Sketch(columns, qr.getQ(null, true), qr.getR(null, true));
        }

        private static QRDecomposition<DMatrixRMaj> qr(DMatrixRMaj tall) {
            QRDecomposition<DMatrixRMaj> qr =
                    DecompositionFactory_DDRM.qr(tall.numRows, tall.numCols);
            qr.decompose(tall);
            return qr;
        }

        double captured(int rank) {
            double sum = 0;
            for (int k = 0; k < rank; k++) {
                sum += values[k] * values[k];
            }
            return sum;
        }

        TruncatedSvd truncated(int rank) {
            double[] first = Arrays.copyOf(values, rank);
            return new TruncatedSvd(
                    first, product(columns, smallRight, rank), product(rows, smallLeft, rank));
        }

        private static DMatrixRMaj product(DMatrixRMaj basis, DMatrixRMaj vectors, int rank) {
            var product = new DMatrixRMaj(basis.numRows, rank);
            var first = CommonOps_DDRM.extract(vectors, 0, vectors.numRows, 0, rank);
            CommonOps_DDRM.mult(basis, first, product);
            return product;
        }
    }

    /** How many singular values there are. */
    public int rank() {
        return values.length;
    }

    /** Singular value {@code k}; the largest is number 0. */
    public double value(int k) {
        return values[k];
    }

    /** Component {@code row} of the left singular vector {@code k}. */
    public double left(int row, int k) {
        return left.unsafe_get(row, k);
    }

    /** Component {@code column} of the right singular vector {@code k}. */
    public double right(int column, int k) {
        return right.unsafe_get(column, k);
    }

    /** The sum of the squares of the singular values: that of the elements of the approximation. */
    public double squaredNorm() {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
