package dev.merganser.recipes.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Matrices for tests. */
final class Matrices {

    private Matrices() {}

    /** Normal values. */
    static Matrix random(int rows, int columns, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Matrix matrix = Matrix.of(rows, columns);
        Arrays.setAll(matrix.data(), _ -> random.nextGaussian());
        return matrix;
    }

    static Matrix identity(int n) {
        Matrix identity = Matrix.of(n, n);
        for (int i = 0; i < n; i++) {
            identity.set(i, i, 1);
        }
        return identity;
    }

    static double[][] rows(Matrix matrix) {
        double[][] rows = new double[matrix.rows()][matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                rows[i][j] = matrix.get(i, j);
            }
        }
        return rows;
    }

    static void assertClose(Matrix got, Matrix want, double tolerance) {
        assertThat(got.rows()).isEqualTo(want.rows());
        assertThat(got.columns()).isEqualTo(want.columns());
        assertThat(got.data()).containsExactly(want.data(), within(tolerance));
    }
}
