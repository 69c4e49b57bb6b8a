package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;

/** Task-vector negation (arXiv:2212.04089): a negative weight of task_arithmetic. */
class NegationTest {
    private static final float[] BASE = new RandomTensors(1).normal(207, 1);
    private static final float[] EXPERT = new RandomTensors(2).expert(BASE, .1);

    @Test
    void aNegativeWeightTakesTheTaskVectorAway() {
        float[] merged =
                ArrayMerge.of("task_arithmetic").base(1, 2, 3).weighted(-.5, 2, 2, -1).merged();
        assertThat(merged).containsExactly(.5f, 2, 5);
    }

    @Test
    void negatingTwiceGivesTheExpert() {
        assertThat(negated(negated(EXPERT))).containsExactly(EXPERT, within(1e-6f));
    }

    @Test
    void theNegatedExpertLiesAsFarBehindTheBase() {
        float[] extrapolated =
                ArrayMerge.of("expo").base(BASE).model(EXPERT).with("factor", -2).merged();
        assertThat(negated(EXPERT)).containsExactly(extrapolated, within(1e-6f));
    }

    private static float[] negated(float[] expert) {
        return ArrayMerge.of("task_arithmetic").base(BASE).weighted(-1, expert).merged();
    }
}
