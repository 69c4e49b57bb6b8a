package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.WorkedExamples;

import org.junit.jupiter.api.Test;

import java.util.Map;

class EmrTest {

    @Test
    void givesTheWorkedExample() {
        double[] unified = WorkedExamples.expected("emr_unified");
        double[] rescalers = WorkedExamples.expected("emr_rescalers");
        double[] first = WorkedExamples.delta(rebuilt(1));
        double[] second = WorkedExamples.delta(rebuilt(2));
        assertThat(first[1]).isCloseTo(rescalers[0] * unified[1], within(1e-6));
        assertThat(first[2]).isZero(); // the first model has not changed it
        assertThat(first[10]).isCloseTo(rescalers[0] * unified[10], within(1e-6));
        assertThat(second[4]).isCloseTo(rescalers[1] * unified[4], within(1e-6));
        assertThat(second[1]).isCloseTo(rescalers[1] * unified[1], within(1e-6));
        assertThat(second[0]).isZero();
    }

    private static float[] rebuilt(int task) {
        return WorkedExamples.merge("emr").with("task", task).merged();
    }

    /** The unified vector of one model is its own, so nothing is lost. */
    @Test
    void ofOneModelItIsTheIdentity() {
        float[] expert = {3, -2, 0, 1};
        float[] merged =
                ArrayMerge.of("emr").base(1, 1, 1, 1).model(expert).with("task", 1).merged();
        assertThat(merged).containsExactly(expert);
    }

    @Test
    void aRebuiltModelHasTheMeanMagnitudesOfItsOwn() {
        float[][] deltas = {{4, -1, 0, 2, 8}, {1, 3, -2, -6, 2}};
        float[] merged = Flattened.merged("emr", Map.of("task", Argument.of(2)), deltas, 4, 1);
        double own = (1 + 3 + 2 + 6) / 4.0 + 2;
        double rebuilt = (merged[0] + merged[1] - merged[2] - merged[3]) / 4.0 + merged[4];
        assertThat(rebuilt).isCloseTo(own, within(1e-6));
    }

    @Test
    void lambdaScalesTheRebuiltTaskVector() {
        float[] merged =
                ArrayMerge.of("emr")
                        .base(1, 1)
                        .model(3, 5)
                        .with("task", 1)
                        .with("lambda", .5)
                        .merged();
        assertThat(merged).containsExactly(2, 3);
    }

    @Test
    void aTaskWithoutModelIsRefused() {
        for (String method : new String[] {"emr", "tall_mask"}) {
            ArrayMerge merge = ArrayMerge.of(method).base(0).model(1).model(2).with("task", 3);
            assertThatThrownBy(merge::merged)
                    .isInstanceOf(WrongUseException.class)
                    .hasMessage(
                            "Parameter 'task' of %s must be the number of a model, from 1 to 2, found 3."
                                    .formatted(method));
        }
    }
}
