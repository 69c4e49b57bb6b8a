package dev.merganser.recipes.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class TruncatedSvdTest {

    @Test
    void aDiagonalMatrixIsItsOwnDecomposition() {
        var svd = TruncatedSvd.of(matrix(new double[][] {{0, 3, 0}, {-5, 0, 0}}), 2);
        assertThat(svd.rank()).isEqualTo(2);
        assertThat(svd.value(0)).isCloseTo(5, within(1e-14));
        assertThat(svd.value(1)).isCloseTo(3, within(1e-14));
        assertThat(Math.abs(svd.left(1, 0))).isCloseTo(1, within(1e-14));
        assertThat(svd.left(1, 0) * svd.right(0, 0)).isCloseTo(-1, within(1e-14));
        assertThat(svd.left(0, 1) * svd.right(1, 1)).isCloseTo(1, within(1e-14));
        assertThat(svd.squaredNorm()).isCloseTo(34, within(1e-12));
    }

    @Test
    void aZeroMatrixHasZeroSingularValues() {
        var svd = TruncatedSvd.of(matrix(new double[40][30]), 3);
        assertThat(svd.squaredNorm()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "5,1,3", "1,5,3", "7,7,7", "40,13,5", "13,40,13", "70,90,20", "130,65,60"})
    void theLargestSingularValuesAndTheirProductAreThoseOfTheFullDecomposition(
            int rows, int columns, int rank) {
        double[][] a = random(rows, columns, 0.9);
        var exact = new SingularValueDecomposition(new Array2DRowRealMatrix(a));
        var svd = TruncatedSvd.of(matrix(a), rank);
        int kept = Math.min(rank, Math.min(rows, columns));
        assertThat(svd.rank()).isEqualTo(kept);
        double total = matrix(a).squaredNorm();
        double best = 0;
        for (int k = 0; k < kept; k++) {
            double sigma = exact.getSingularValues()[k];
            best += sigma * sigma;
            assertThat(svd.value(k)).isCloseTo(sigma, within(5e-3 * exact.getNorm()));
        }
        assertThat(svd.squaredNorm()).isBetween(best - 2e-4 * total, best + 1e-12 * total);
        assertThat(squaredError(a, svd)).isCloseTo(total - svd.squaredNorm(), within(1e-9 * total));
    }

    @Test
    void aMatrixOfLowRankIsGivenBackWithinRounding() {
        double[][] u = random(150, 6, 1);
        double[][] v = random(6, 120, 1);
        RealMatrix product = new Array2DRowRealMatrix(u).multiply(new Array2DRowRealMatrix(v));
        double[][] a = rounded(product.getData());
        var svd = TruncatedSvd.of(matrix(a), 6);
        double squared = matrix(a).squaredNorm();
        // what is left is the rounding of the matrix itself to float32
        assertThat(squaredError(a, svd)).isLessThan(1e-14 * squared);
        assertThat(svd.squaredNorm()).isCloseTo(squared, within(1e-12 * squared));
    }

    @Test
    void aFlatSpectrumIsCapturedNearlyAsWellAsPossible() {
        double[][] a = random(200, 160, 1);
        var exact = new SingularValueDecomposition(new Array2DRowRealMatrix(a));
        double best = 0;
        for (int k = 0; k < 8; k++) {
            best += exact.getSingularValues()[k] * exact.getSingularValues()[k];
        }
        assertThat(TruncatedSvd.of(matrix(a), 8).squaredNorm()).isBetween(0.99 * best, best);
    }

    @Test
    void theSameMatrixGivesTheSameBits() {
        double[][] a = random(90, 80, 0.95);
        var one = TruncatedSvd.of(matrix(a), 10);
        var other = TruncatedSvd.of(matrix(a), 10);
        for (int k = 0; k < 10; k++) {
            assertThat(one.value(k)).isEqualTo(other.value(k));
            assertThat(one.left(k, k)).isEqualTo(other.left(k, k));
            assertThat(one.right(k, k)).isEqualTo(other.right(k, k));
        }
    }

    private static double squaredError(double[][] a, TruncatedSvd svd) {
        double error = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                double sum = 0;
                for (int k = 0; k < svd.rank(); k++) {
                    sum += svd.left(i, k) * svd.value(k) * svd.right(j, k);
                }
                error += (a[i][j] - sum) * (a[i][j] - sum);
            }
        }
        return error;
    }

    /** Columns fall by {@code decay} each. */
    private static double[][] random(int rows, int columns, double decay) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(rows * 1000L + columns);
        double[][] a = new double[rows][columns];
        for (double[] row : a) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextGaussian() * Math.pow(decay, j);
            }
        }
        return rounded(a);
    }

    private static double[][] rounded(double[][] a) {
        for (double[] row : a) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) row[j];
            }
        }
        return a;
    }

    private static FloatMatrix matrix(double[][] a) {
        float[] values = new float[a.length * a[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) a[i / a[0].length][i % a[0].length];
        }
        return new FloatMatrix(MemorySegment.ofArray(values), a.length, a[0].length);
    }
}
