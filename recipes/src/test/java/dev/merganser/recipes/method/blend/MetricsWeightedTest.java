package dev.merganser.recipes.method.blend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;

import java.util.Map;

class MetricsWeightedTest {

    @Test
    void scoresCountByTheirPower() {
        assertThat(mwa(1, 3, 1)).isCloseTo(3f, within(1e-6f));
        assertThat(mwa(1, 3, 2)).isCloseTo(3.6f, within(1e-6f));
        assertThat(mwa(1, 3, 0)).isCloseTo(2f, within(1e-6f));
    }

    @Test
    void lossesCountByANegativePower() {
        assertThat(mwa(1, 3, -1)).isCloseTo(1f, within(1e-6f));
    }

    @Test
    void hugePowersGiveTheBestAndNoOverflow() {
        assertThat(mwa(.5, .9, 10_000)).isEqualTo(4);
        assertThat(mwa(1e-300, 1e300, 2)).isEqualTo(4);
    }

    @Test
    void isTheLinearMeanWithThoseWeights() {
        float[] one = new RandomTensors(1).normal(207, 1);
        float[] other = new RandomTensors(2).normal(207, 1);
        float[] mwa = ArrayMerge.of("mwa").model(metric(.8), one).model(metric(.6), other).merged();
        float[] linear = ArrayMerge.of("linear").weighted(.8, one).weighted(.6, other).merged();
        assertThat(mwa).containsExactly(linear, within(1e-7f));
    }

    @Test
    void aScoreOfZeroHasNoWeightAndALossOfZeroIsRefused() {
        assertThat(mwa(0, 2, 1)).isEqualTo(4);
        assertThatThrownBy(() -> mwa(0, 2, -1))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("must be above 0 with gamma -1");
        assertThatThrownBy(() -> mwa(0, 0, 1)).isInstanceOf(WrongUseException.class);
    }

    /** Of models 0 and 4. */
    private static float mwa(double first, double second, double gamma) {
        return ArrayMerge.of("mwa")
                .model(metric(first), 0)
                .model(metric(second), 4)
                .with("gamma", gamma)
                .merged()[0];
    }

    private static Map<String, Argument> metric(double value) {
        return Map.of("metrics", Argument.of(value));
    }
}
