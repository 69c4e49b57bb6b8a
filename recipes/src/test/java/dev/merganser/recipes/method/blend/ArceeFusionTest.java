package dev.merganser.recipes.method.blend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class ArceeFusionTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 13", "9, 23", "3, 1366", "41, 100", "2, 9000", "600000, 1"})
    void isItsPlainTwin(int rows, int columns) {
        RandomTensors random = new RandomTensors(rows);
        float[] base = random.normal(rows * columns, 1);
        float[] model = random.expert(base, .1);
        assertThat(fusion(rows, columns, base, model).merged(97))
                .isEqualTo(plain(columns, base, model));
    }

    /** In float32 the divergence would be rounding, with either sign. */
    @Test
    void smallChangesOfTheSameSizeAreToldApart() {
        int columns = 4096;
        RandomTensors random = new RandomTensors(5);
        float[] base = random.normal(4 * columns, .02);
        float[] model = random.expert(base, 1e-4);
        assertThat(fusion(4, columns, base, model).merged()).isEqualTo(plain(columns, base, model));
        int changed = 0;
        float[] merged = fusion(4, columns, base, model).merged();
        for (int row = 0; row < 4; row++) {
            int inRow = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                inRow += merged[i] == base[i] ? 0 : 1;
            }
            assertThat(inRow).isPositive();
            changed += inRow;
        }
        assertThat(changed).isLessThan(columns);
    }

    @Test
    void oneOutstandingChangeIsTakenAndTheOthersAreNot() {
        float[] base = {0, 0, 0, 0, 0, 0, 0, 0};
        float[] model = {.1f, .11f, .12f, .13f, .14f, .15f, .16f, 2};
        assertThat(fusion(1, 8, base, model).merged()).containsExactly(0, 0, 0, 0, 0, 0, 0, 2);
    }

    private static ArrayMerge fusion(int rows, int columns, float[] base, float[] model) {
        return ArrayMerge.of("arcee_fusion").shaped(rows, columns).base(base).model(model);
    }

    /** Everything kept, everything sorted. */
    private static float[] plain(int columns, float[] base, float[] model) {
        double[] importances = new double[base.length];
        for (int row = 0; row < base.length / columns; row++) {
            double divergence = divergence(row * columns, columns, base, model);
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                importances[i] = Math.abs((double) model[i] - base[i]) * divergence;
            }
        }
        double[] sorted = importances.clone();
        Arrays.sort(sorted);
        double threshold =
                quantile(sorted, .5) + 1.5 * (quantile(sorted, .75) - quantile(sorted, .25));
        float[] merged = base.clone();
        for (int i = 0; i < merged.length; i++) {
            merged[i] = importances[i] >= threshold ? model[i] : base[i];
        }
        return merged;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.floor(share * (sorted.length - 1))];
    }

    private static double divergence(int from, int columns, float[] base, float[] model) {
        double[] p = softmax(from, columns, model);
        double[] q = softmax(from, columns, base);
        double sum = 0;
        for (int i = 0; i < columns; i++) {
            sum += (p[i] + 1e-8) * Math.log((p[i] + 1e-8) / (q[i] + 1e-8));
        }
        return Math.max(0, sum);
    }

    private static double[] softmax(int from, int columns, float[] values) {
        double[] shares = new double[columns];
        double total = 0;
        for (int i = 0; i < columns; i++) {
            shares[i] = Math.exp(values[from + i]);
            total += shares[i];
        }
        for (int i = 0; i < columns; i++) {
            shares[i] /= total;
        }
        return shares;
    }
}
