package dev.merganser.recipes.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecompositionsTest {

    @ParameterizedTest
    @CsvSource({"1,1", "5,1", "1,5", "7,7", "13,40", "40,13", "70,65", "3,0", "0,3"})
    void singularVectorsAreOrthonormalAndGiveTheMatrixBack(int rows, int columns) {
        Matrix a = Matrices.random(rows, columns, 1);
        Svd svd = Svd.of(a);
        int rank = Math.min(rows, columns);
        assertThat(svd.values()).hasSize(rank).isSortedAccordingTo((x, y) -> Double.compare(y, x));
        Matrices.assertClose(svd.u().transposeTimes(svd.u()), Matrices.identity(rank), 1e-13);
        Matrices.assertClose(svd.v().transposeTimes(svd.v()), Matrices.identity(rank), 1e-13);
        Matrices.assertClose(svd.product(), a, 1e-13);
    }

    @Test
    void singularValuesAreThoseOfAnotherLibrary() {
        Matrix a = Matrices.random(40, 23, 2);
        var other =
                new SingularValueDecomposition(new Array2DRowRealMatrix(Matrices.rows(a)))
                        .getSingularValues();
        assertThat(Svd.of(a).values()).containsExactly(other, within(1e-13));
    }

    @Test
    void theFirstSingularValuesGiveTheNearestMatrixOfTheirRank() {
        Svd svd = Svd.of(Matrices.random(9, 6, 3));
        Svd first = svd.first(2);
        assertThat(first.u().columns()).isEqualTo(2);
        double left = svd.product().minus(first.product()).squaredNorm();
        double dropped = 0;
        for (int k = 2; k < 6; k++) {
            dropped += svd.values()[k] * svd.values()[k];
        }
        assertThat(left).isCloseTo(dropped, within(1e-13));
        assertThat(svd.first(6)).isSameAs(svd);
    }

    @Test
    void aMatrixOfLowRankOrZeroHasOrthonormalVectorsToo() {
        Matrix low = Matrices.random(12, 2, 4).times(Matrices.random(2, 9, 5));
        for (Matrix a : new Matrix[] {low, Matrix.of(4, 6)}) {
            Svd svd = Svd.of(a);
            int rank = a.smallerSide();
            Matrices.assertClose(svd.u().transposeTimes(svd.u()), Matrices.identity(rank), 1e-13);
            Matrices.assertClose(svd.v().transposeTimes(svd.v()), Matrices.identity(rank), 1e-13);
            Matrices.assertClose(svd.product(), a, 1e-13);
        }
    }

    @Test
    void eigenvaluesDescendAndTheirVectorsGiveTheMatrixBack() {
        Matrix b = Matrices.random(17, 17, 6);
        Matrix a = b.plus(b.transposed());
        SymmetricEigen eigen = SymmetricEigen.of(a);
        Matrix v = eigen.vectors();
        assertThat(eigen.values()).isSortedAccordingTo((x, y) -> Double.compare(y, x));
        Matrices.assertClose(v.transposeTimes(v), Matrices.identity(17), 1e-13);
        Matrices.assertClose(v.timesDiagonal(eigen.values()).timesTransposed(v), a, 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"8,5", "5,8", "6,6"})
    void noPerturbedRotationIsNearerThanThePolarFactor(int rows, int columns) {
        Matrix a = Matrices.random(rows, columns, 7);
        Matrix polar = Polar.of(a);
        Matrix gram = rows >= columns ? polar.transposeTimes(polar) : polar.timesTransposed(polar);
        Matrices.assertClose(gram, Matrices.identity(Math.min(rows, columns)), 1e-13);
        double nearest = a.minus(polar).squaredNorm();
        for (int k = 0; k < 50; k++) {
            Matrix other = Polar.of(polar.plus(Matrices.random(rows, columns, 100 + k).times(.05)));
            assertThat(a.minus(other).squaredNorm()).isGreaterThan(nearest);
        }
    }

    @Test
    void aCholeskyFactorSolvesFromTheRight() {
        Matrix b = Matrices.random(11, 20, 8);
        Matrix a = b.timesTransposed(b);
        Matrix x = Matrices.random(4, 11, 9);
        Matrices.assertClose(Cholesky.of(a).solveRight(x.times(a)), x, 1e-10);
    }

    @Test
    void whatIsNotPositiveDefiniteIsRefused() {
        Matrix a = Matrix.of(2, 2, new double[] {1, 2, 2, 1});
        assertThatThrownBy(() -> Cholesky.of(a))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("positive definite");
    }

    @Test
    void notANumberIsRefusedInsteadOfIteratedOn() {
        Matrix a = Matrix.of(2, 2, new double[] {1, Double.NaN, 0, 1});
        assertThatThrownBy(() -> Svd.of(a)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> SymmetricEigen.of(a)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Polar.of(a)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void theSameMatrixGivesTheSameBits() {
        Matrix a = Matrices.random(60, 50, 10);
        assertThat(Svd.of(a).u().data()).isEqualTo(Svd.of(a).u().data());
        assertThat(Polar.of(a).data()).isEqualTo(Polar.of(a).data());
    }
}
