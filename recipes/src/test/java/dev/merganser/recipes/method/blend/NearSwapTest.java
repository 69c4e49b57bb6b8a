package dev.merganser.recipes.method.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;

class NearSwapTest {

    @Test
    void takesTheModelWhereItIsNearAndElsewhereGoesAStep() {
        assertThat(nearswap(.5, new float[] {1, 1, 1, 1}, 1.25f, 3, -3, 1))
                .containsExactly(1.25f, 1.5f, .5f, 1);
    }

    @Test
    void isAMeanWithTheShareTDividedByTheDistance() {
        float[] base = new RandomTensors(1).normal(207, 1);
        float[] model = new RandomTensors(2).normal(207, 1);
        float[] merged = nearswap(.3, base, model);
        for (int i = 0; i < merged.length; i++) {
            double share = Math.min(1, .3 / Math.abs((double) base[i] - model[i]));
            assertThat(merged[i])
                    .isCloseTo((float) (share * model[i] + (1 - share) * base[i]), within(1e-6f));
        }
    }

    @Test
    void withoutAStepIsTheBase() {
        assertThat(nearswap(0, new float[] {1, 2}, 3, 4)).containsExactly(1, 2);
    }

    private static float[] nearswap(double t, float[] base, float... model) {
        return ArrayMerge.of("nearswap").base(base).model(model).with("t", t).merged();
    }
}
