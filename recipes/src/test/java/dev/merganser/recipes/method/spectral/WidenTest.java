package dev.merganser.recipes.method.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;

class WidenTest {

    @Test
    void givesTheNumbersOfTheWorkedExample() {
        assertThat(WorkedExample.added(WorkedExample.merge("widen")))
                .containsExactly(
                        new float[] {
                            .75f, 2.68877f, 1, -.75f, -1.5f, 3.68877f, .377541f, .468912f, 2.25f,
                            -1, 3.377541f, -.468912f, .75f, 0, -.622459f, 1.968912f
                        },
                        within(1e-6f));
    }

    /**
     * Of two columns the second changes more: significances 0 and 1/2, mean 1/4, by both measures.
     * One model is its own softmax, 1.
     */
    @Test
    void columnsAboveAverageGetTheCalibration() {
        float[] merged =
                ArrayMerge.of("widen")
                        .shaped(2, 2)
                        .base(1, 1, 0, 0)
                        .model(1.5f, 5, .5f, 5)
                        .with("calibration", .25)
                        .merged();
        assertThat(merged).containsExactly(1.5f, 2, .5f, 1.25f);
    }

    @Test
    void aHigherRatioLeavesColumnsToTheSoftmax() {
        float[] merged =
                ArrayMerge.of("widen")
                        .shaped(2, 2)
                        .base(1, 1, 0, 0)
                        .model(1.5f, 5, .5f, 5)
                        .with("calibration", .25)
                        .with("above_average_ratio", 2)
                        .merged();
        assertThat(merged).containsExactly(1.5f, 5, .5f, 5);
    }

    /** Both columns change alike; the second comes later, so it ranks above average. */
    @Test
    void equalColumnsRankAsTheyStand() {
        float[] merged =
                ArrayMerge.of("widen")
                        .shaped(1, 2)
                        .base(1, 1)
                        .model(2, 2)
                        .with("calibration", 0)
                        .merged();
        assertThat(merged).containsExactly(2, 1);
    }

    @Test
    void aColumnThatWasZeroHasChangedByOne() {
        float[] merged =
                ArrayMerge.of("widen")
                        .shaped(1, 3)
                        .base(0, 1, 0)
                        .model(.25f, 5, 0)
                        .with("calibration", 0)
                        .merged();
        // by magnitude the second column is above average, by direction the first
        assertThat(merged).containsExactly(.125f, 3, 0);
    }

    @Test
    void theTokensOfAnEmbeddingAreItsColumns() {
        RandomTensors random = new RandomTensors(3);
        float[] base = random.normal(35, 1);
        float[] model = random.expert(base, .1);
        float[] other = random.expert(base, .1);
        float[] table =
                ArrayMerge.of("widen")
                        .named("model.embed_tokens.weight")
                        .shaped(7, 5)
                        .base(base)
                        .model(model)
                        .model(other)
                        .merged();
        float[] linear =
                ArrayMerge.of("widen")
                        .shaped(5, 7)
                        .base(transposed(base, 7, 5))
                        .model(transposed(model, 7, 5))
                        .model(transposed(other, 7, 5))
                        .merged();
        assertThat(transposed(table, 7, 5)).containsExactly(linear);
    }

    /**
     * Mean |δ| is 2 and 1: the second element of one model and the first of the other are above.
     */
    @Test
    void elementsOfAVectorAreScoredByTheirMagnitude() {
        float[] merged = ArrayMerge.of("widen").base(0, 0).model(1, -3).model(2, 0).merged();
        double softmax = 1 / (1 + Math.E);
        assertThat(merged).containsExactly(new float[] {(float) (softmax + 2), -3}, within(1e-6f));
    }

    @Test
    void weightsMultiplyTheScores() {
        float[] doubled =
                ArrayMerge.of("widen")
                        .shaped(4, 4)
                        .base(WorkedExample.BASE)
                        .weighted(2, WorkedExample.plus(WorkedExample.BASE, WorkedExample.ONE))
                        .weighted(0, WorkedExample.plus(WorkedExample.BASE, WorkedExample.TWO))
                        .merged();
        assertThat(doubled[0]).isEqualTo(4 + 2 * .75f);
        float[] vector =
                ArrayMerge.of("widen").base(0, 0).weighted(.5, 1, -3).weighted(3, 2, 0).merged();
        assertThat(vector)
                .containsExactly(
                        new float[] {(float) (.5 / (1 + Math.E) + 3 * 2), -1.5f}, within(1e-6f));
    }

    @Test
    void sumsOverColumnsDoNotDependOnHowTheyAreShared() {
        RandomTensors random = new RandomTensors(11);
        int rows = 1031;
        int columns = 1021;
        float[] base = random.normal(rows * columns, 1);
        ArrayMerge merge =
                ArrayMerge.of("widen")
                        .shaped(rows, columns)
                        .base(base)
                        .model(random.expert(base, .1))
                        .model(random.expert(base, .1));
        assertThat(merge.merged(4099)).isEqualTo(merge.merged());
    }

    private static float[] transposed(float[] values, int rows, int columns) {
        float[] transposed = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = values[i * columns + j];
            }
        }
        return transposed;
    }
}
