package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.method.WorkedExamples;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** TALL-masks and consensus merging. */
class ConsensusTest {
    private static final double[] SUM = {1, 3, 1, -1, -2, 4, 1, 1, 3, -1, 4, -1, 1, 0, 0, 3};

    @Test
    void masksAreThoseOfTheWorkedExample() {
        double[] masks = WorkedExamples.expected("tall_masks_l06");
        for (int task = 1; task <= 2; task++) {
            float[] merged =
                    WorkedExamples.merge("tall_mask")
                            .with("task", task)
                            .with("mask_lambda", .6)
                            .merged();
            double[] delta = WorkedExamples.delta(merged);
            for (int i = 0; i < SUM.length; i++) {
                assertThat(delta[i]).isEqualTo(masks[(task - 1) * SUM.length + i] * SUM[i] + 0);
            }
        }
    }

    @Test
    void consensusIsThatOfTheWorkedExample() {
        float[] merged =
                WorkedExamples.merge("consensus").with("mask_lambda", .6).with("k", 2).merged();
        assertThat(WorkedExamples.delta(merged)).containsOnly(0);
    }

    @Test
    void masksOfFewModelsLeaveOutWhatTheyDoNotAgreeOn() {
        float[][] experts = {{1, 2, 5}, {1, 0, -4}, {1, 0, 0}};
        // u = 3 2 1; |δ| > .4|u − δ| of 1 2 5: 1 > .8, 2 > 0, 5 > 1.6; of 1 0 −4: yes, no, 4 > 2
        float[][] wanted = {{3, 2, 1}, {3, 2, 1}, {3, 0, 1}, {3, 0, 0}, {0, 0, 0}};
        for (int k = 0; k < wanted.length; k++) {
            ArrayMerge merge = ArrayMerge.of("consensus").base(0, 0, 0).with("k", k);
            for (float[] expert : experts) {
                merge.model(expert);
            }
            assertThat(merge.merged()).containsExactly(wanted[k]);
        }
    }

    @Test
    void withoutAnyMaskItIsTaskArithmetic() {
        RandomTensors random = new RandomTensors(9);
        float[] base = random.normal(207, .02);
        float[] one = random.expert(base, .003);
        float[] two = random.expert(base, .003);
        float[] sums =
                ArrayMerge.of("task_arithmetic")
                        .base(base)
                        .model(one)
                        .model(two)
                        .with("lambda", .3)
                        .merged();
        float[] merged =
                ArrayMerge.of("consensus")
                        .base(base)
                        .model(one)
                        .model(two)
                        .with("k", 0)
                        .with("lambda", .3)
                        .merged();
        assertThat(merged).isEqualTo(sums);
    }

    @Test
    void eachModelMayHaveItsOwnMask() {
        float[] merged =
                ArrayMerge.of("consensus")
                        .base(0, 0)
                        .model(Map.of("mask_lambda", Argument.of(100)), 1, 9)
                        .model(Map.of("mask_lambda", Argument.of(0)), 3, 0)
                        .with("k", 1)
                        .merged();
        assertThat(merged).containsExactly(4, 9);
        float[] both =
                ArrayMerge.of("consensus")
                        .base(0, 0)
                        .model(Map.of("mask_lambda", Argument.of(100)), 1, 9)
                        .model(Map.of("mask_lambda", Argument.of(0)), 3, 1)
                        .merged();
        assertThat(both).containsExactly(0, 0);
    }

    /**
     * Of each the largest fifth and the next stay: 8 9 1, and −8 −7 −9. They cancel once; where
     * most of the other sums are negative the negative one counts there, else the positive.
     */
    @Test
    void tiesTakesTheLargestFifthAndTheSignOfMostWhereSumsAreZero() {
        float[][] deltas = {
            {8, 9, 1, .1f, .2f, .3f, .4f, .5f, .6f, .7f}, {-8, 0, -7, 0, 0, 0, 0, 0, 0, -9}
        };
        Map<String, Argument> ties = Map.of("vector", Argument.of("ties"), "k", Argument.of(0));
        assertThat(Flattened.merged("consensus", ties, deltas, 3, 7))
                .containsExactly(-8, 9, -7, 0, 0, 0, 0, 0, 0, -9);
        deltas[1][9] = 9;
        assertThat(Flattened.merged("consensus", ties, deltas, 3, 7))
                .containsExactly(8, 9, -7, 0, 0, 0, 0, 0, 0, 9);
    }
}
