package dev.merganser.recipes.method.spherical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;

class MultiSlerpTest {

    /** Measured with mergekit 0.1.4. */
    @Test
    void twoAxesOfLengthsOneAndTwo() {
        assertThat(multislerp().weighted(.7, 1, 0).weighted(.3, 0, 2).merged())
                .containsExactly(new float[] {1.195f, .512f}, within(5e-4f));
    }

    @Test
    void twoModelsOfEqualWeightAndLengthAreHalfWayOnTheCircle() {
        RandomTensors random = new RandomTensors(3);
        float[] one = random.normal(207, 1);
        float[] other = new float[one.length];
        for (int i = 0; i < one.length; i++) {
            other[i] = one[one.length - 1 - i];
        }
        float[] slerp = ArrayMerge.of("slerp").base(one).model(other).with("t", .5).merged();
        assertThat(multislerp().model(one).model(other).merged())
                .containsExactly(slerp, within(1e-6f));
    }

    @Test
    void weightsAreDividedByTheirSumUnlessToldNot() {
        float[] normalized = multislerp().weighted(7, 1, 0).weighted(3, 0, 2).merged();
        assertThat(normalized).containsExactly(new float[] {1.195f, .512f}, within(5e-4f));
        float[] plain =
                multislerp()
                        .weighted(7, 1, 0)
                        .weighted(3, 0, 2)
                        .with("normalize_weights", false)
                        .merged();
        assertThat(plain).containsExactly(new float[] {11.95f, 5.12f}, within(5e-3f));
    }

    @Test
    void withABaseItMeansTaskVectors() {
        assertThat(multislerp().base(3, 3).model(4, 3).model(3, 4).merged())
                .containsExactly(
                        new float[] {3 + (float) Math.sqrt(.5), 3 + (float) Math.sqrt(.5)},
                        within(1e-6f));
    }

    @Test
    void ofOppositeModelsTwoAreAddedUpAndThreeRefused() {
        assertThat(multislerp().model(1, 2).model(-1, -2).merged()).containsExactly(0, 0);
        assertThatThrownBy(() -> multislerp().weighted(2, 1, 0).model(-1, 0).model(-2, 0).merged())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("the weighted directions of its 3 models cancel");
    }

    @Test
    void tensorsEqualToTheBaseStayIt() {
        assertThat(
                        multislerp()
                                .base(1, 2)
                                .model(1, 2)
                                .model(1, 2)
                                .model(1, 2)
                                .with("normalize_weights", false)
                                .merged())
                .containsExactly(1, 2);
    }

    @Test
    void aTensorOfZerosOnlyShortensTheMean() {
        assertThat(multislerp().model(0, 4).model(0, 0).merged())
                .containsExactly(new float[] {0, 2}, within(1e-6f));
    }

    @Test
    void oneModelIsItself() {
        assertThat(multislerp().weighted(-3, 1, 2).with("normalize_weights", false).merged())
                .containsExactly(1, 2);
    }

    @Test
    void weightsThatCancelAreRefused() {
        assertThatThrownBy(() -> multislerp().weighted(1, 1, 0).weighted(-1, 0, 1).merged())
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("must not sum to 0 where normalize_weights is on");
    }

    private static ArrayMerge multislerp() {
        return ArrayMerge.of("multislerp");
    }
}
