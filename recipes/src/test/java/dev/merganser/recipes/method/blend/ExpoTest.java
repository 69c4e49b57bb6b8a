package dev.merganser.recipes.method.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;

class ExpoTest {

    @Test
    void goesOnBeyondTheModel() {
        assertThat(expo(.5)).containsExactly(4, -2.5f);
        assertThat(expo(0)).containsExactly(3, -1);
        assertThat(expo(-1)).containsExactly(1, 2);
    }

    @Test
    void isTaskArithmeticWithOneMoreThanTheFactor() {
        float[] base = new RandomTensors(1).normal(207, 1);
        float[] model = new RandomTensors(2).normal(207, 1);
        float[] arithmetic =
                ArrayMerge.of("task_arithmetic").base(base).weighted(1.3, model).merged();
        float[] expo = ArrayMerge.of("expo").base(base).model(model).with("factor", .3).merged();
        assertThat(expo).containsExactly(arithmetic, within(1e-6f));
    }

    private static float[] expo(double factor) {
        return ArrayMerge.of("expo").base(1, 2).model(3, -1).with("factor", factor).merged();
    }
}
