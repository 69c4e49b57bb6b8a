package dev.merganser.recipes.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

class PassthroughTest {

    @Test
    void isTheModel() {
        assertThat(ArrayMerge.of("passthrough").model(1, -0f, Float.MIN_VALUE).merged())
                .containsExactly(1, -0f, Float.MIN_VALUE);
    }

    @Test
    void scaleMultiplies() {
        assertThat(scaled(.5, 1, -3)).containsExactly(.5f, -1.5f);
        assertThat(scaled(0, 1, -3)).containsExactly(0, -0f);
    }

    private static float[] scaled(double scale, float... values) {
        return ArrayMerge.of("passthrough")
                .model(Map.of("scale", Argument.of(scale)), values)
                .merged();
    }
}
