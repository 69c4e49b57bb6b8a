package dev.merganser.recipes.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

class AssignmentTest {

    @Test
    void theBestChoiceIsNotTheGreedyOne() {
        Matrix gains = Matrix.of(3, 3, new double[] {9, 8, 0, 8, 1, 0, 0, 0, 1});
        assertThat(Assignment.maximum(gains)).containsExactly(1, 0, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 7})
    void noPermutationGainsMore(int n) {
        for (long seed = 0; seed < 20; seed++) {
            Matrix gains = Matrices.random(n, n, seed);
            int[] chosen = Assignment.maximum(gains);
            assertThat(Arrays.stream(chosen).distinct().toArray()).hasSize(n);
            double best = best(gains, 0, new boolean[n]);
            assertThat(gain(gains, chosen)).isCloseTo(best, within(1e-12));
        }
    }

    @Test
    void aHiddenPermutationIsFound() {
        int n = 150;
        Matrix rows = Matrices.random(n, 40, 1);
        Matrix permuted = Matrix.of(n, 40);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 40; j++) {
                permuted.set((i * 7 + 3) % n, j, rows.get(i, j));
            }
        }
        int[] found = Assignment.maximum(rows.timesTransposed(permuted));
        for (int i = 0; i < n; i++) {
            assertThat(found[i]).isEqualTo((i * 7 + 3) % n);
        }
    }

    @Test
    void equalGainsStillGiveAPermutation() {
        assertThat(Assignment.maximum(Matrix.of(4, 4))).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void aTableThatIsNotSquareIsRefused() {
        assertThatThrownBy(() -> Assignment.maximum(Matrix.of(2, 3)))
                .hasMessage("The matrix must be square, found 2 x 3");
    }

    private static double gain(Matrix gains, int[] chosen) {
        double sum = 0;
        for (int row = 0; row < chosen.length; row++) {
            sum += gains.get(row, chosen[row]);
        }
        return sum;
    }

    private static double best(Matrix gains, int row, boolean[] taken) {
        if (row == gains.rows()) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int column = 0; column < gains.columns(); column++) {
            if (!taken[column]) {
                taken[column] = true;
                best = Math.max(best, gains.get(row, column) + best(gains, row + 1, taken));
                taken[column] = false;
            }
        }
        return best;
    }
}
