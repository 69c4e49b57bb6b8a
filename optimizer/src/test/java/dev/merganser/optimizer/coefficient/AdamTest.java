package dev.merganser.optimizer.coefficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamTest {

    @Test
    void theFirstStepIsTheRateAgainstTheSignOfEachSlope() {
        double[] point = {0.3, 0.3, 0.3};
        new Adam(3, 1e-3, 0).step(point, new double[] {5, -0.01, 0});

        assertThat(point[0]).isCloseTo(0.299, within(1e-10));
        assertThat(point[1]).isCloseTo(0.301, within(1e-8));
        assertThat(point[2]).isEqualTo(0.3);
    }

    /**
     * Slopes 1, 2, −1 by hand: m = .1, .29, .161; v = .001, .004999, .005994001; m̂ = m / (1 −
     * .9ᵗ), v̂ = v / (1 − .999ᵗ).
     */
    @Test
    void threeStepsAreThosePublished() {
        double[] point = {1};
        var adam = new Adam(1, 0.1, 0);

        adam.step(point, new double[] {1});
        assertThat(point[0]).isCloseTo(0.9, within(1e-8));

        adam.step(point, new double[] {2});
        double second = 0.1 * (0.29 / 0.19) / Math.sqrt(0.004999 / 0.001999);
        assertThat(point[0]).isCloseTo(0.9 - second, within(1e-8));

        adam.step(point, new double[] {-1});
        double third = 0.1 * (0.161 / 0.271) / Math.sqrt(0.005994001 / 0.002997001);
        assertThat(point[0]).isCloseTo(0.9 - second - third, within(1e-8));
    }

    @Test
    void decayShrinksAPointBesidesTheStep() {
        double[] point = {2};
        new Adam(1, 0.1, 0.5).step(point, new double[] {0});

        assertThat(point[0]).isCloseTo(2 - 0.1 * 0.5 * 2, within(1e-15));
    }
}
