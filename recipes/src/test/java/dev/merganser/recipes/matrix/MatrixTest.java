package dev.merganser.recipes.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class MatrixTest {
    private static final Matrix A = Matrix.of(2, 3, new double[] {1, 2, 3, 4, 5, 6});

    @Test
    void elementsStandRowAfterRow() {
        assertThat(A.get(0, 2)).isEqualTo(3);
        assertThat(A.get(1, 0)).isEqualTo(4);
        assertThat(A.transposed().data()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(A.columns(1, 3).data()).containsExactly(2, 3, 5, 6);
    }

    @Test
    void sumsDifferencesAndMultiplesAreElementWise() {
        assertThat(A.plus(A).data()).containsExactly(A.times(2).data());
        assertThat(A.minus(A).data()).containsOnly(0);
        assertThat(A.timesDiagonal(new double[] {1, 0, -1}).data())
                .containsExactly(1, 0, -3, 4, 0, -6);
        assertThat(A.squaredNorm()).isEqualTo(91);
    }

    @Test
    void matricesStandBesideEachOther() {
        Matrix all = Matrix.beside(List.of(A.columns(2, 3), A.columns(0, 2)));
        assertThat(all.data()).containsExactly(3, 1, 2, 6, 4, 5);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,3,4", "13,1,7", "70,65,90", "130,40,3", "3,0,2"})
    void theThreeProductsAreSumsOfProducts(int rows, int inner, int columns) {
        Matrix a = Matrices.random(rows, inner, 1);
        Matrix b = Matrices.random(inner, columns, 2);
        Matrix product = Matrix.of(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < inner; k++) {
                    sum += a.get(i, k) * b.get(k, j);
                }
                product.set(i, j, sum);
            }
        }
        Matrices.assertClose(a.times(b), product, 1e-13);
        Matrices.assertClose(a.transposed().transposeTimes(b), product, 1e-13);
        Matrices.assertClose(a.timesTransposed(b.transposed()), product, 1e-13);
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> A.plus(A.transposed()))
                .hasMessage("Both matrices must have one size, found 2 x 3 and 3 x 2");
        assertThatThrownBy(() -> Matrix.of(2, 2, new double[3]))
                .hasMessage("A matrix of 2 x 2 needs 4 elements, found 3");
        assertThatThrownBy(() -> Matrix.beside(List.of(A, A.transposed())))
                .hasMessage("Matrices beside each other must have as many rows, found 2 and 3");
    }
}
