package dev.merganser.optimizer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SymmetricMatrixTest {

    /** Eigenvalues 4 along (1, 1) and 1 along (1, −1). */
    private static final double[][] MATRIX = {{2.5, 1.5}, {1.5, 2.5}};

    @Test
    void aVectorAlongAnAxisIsStretchedToItsLengthAndBack() {
        SymmetricMatrix matrix = SymmetricMatrix.decompose(MATRIX);
        assertThat(matrix.condition()).isCloseTo(4, within(1e-12));
        assertThat(matrix.whitened(new double[] {3, 3}))
                .containsExactly(new double[] {1.5, 1.5}, within(1e-12));
        assertThat(matrix.whitened(new double[] {3, -3}))
                .containsExactly(new double[] {3, -3}, within(1e-12));
    }

    @Test
    void theSquareOfAStretchedVectorHasTheCovarianceOfTheMatrix() {
        SymmetricMatrix matrix = SymmetricMatrix.decompose(MATRIX);
        double[] first = matrix.stretched(new double[] {1, 0});
        double[] second = matrix.stretched(new double[] {0, 1});
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                assertThat(first[i] * first[j] + second[i] * second[j])
                        .isCloseTo(MATRIX[i][j], within(1e-12));
            }
        }
    }

    @Test
    void theIdentityChangesNothing() {
        SymmetricMatrix identity = SymmetricMatrix.identity(3);
        assertThat(identity.condition()).isEqualTo(1);
        assertThat(identity.stretched(new double[] {1, -2, 3})).containsExactly(1, -2, 3);
        assertThat(identity.whitened(new double[] {1, -2, 3})).containsExactly(1, -2, 3);
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteHasNoCondition() {
        assertThat(condition(new double[][] {{1, 2}, {2, 1}})).isNaN();
        assertThat(condition(new double[][] {{1, 1}, {1, 1}})).isGreaterThan(1e14);
        assertThat(condition(new double[][] {{Double.NaN, 0}, {0, 1}})).isNaN();
    }

    private static double condition(double[][] matrix) {
        return SymmetricMatrix.decompose(matrix).condition();
    }
}
