package dev.merganser.recipes.method.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.WorkedExample;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class FisherTest {

    private static final String TENSOR = "layers.0.weight";

    @Test
    void eachElementIsTheMeanByInformation() {
        var merge =
                merge(new float[] {1, 3, 0}, new float[] {3, 1, 0})
                        .with("normalize", false)
                        .with("epsilon", 0);
        assertThat(merge.merged()).containsExactly(4 / 4f, 4 / 4f, 0);
    }

    @Test
    void theWorkersOfTheMergeAndNoOthersFindTheNorms() {
        List<Integer> asked = new ArrayList<>();
        MergeTensor tensor =
                merge(new float[] {1, 3, 0}, new float[] {3, 1, 0})
                        .tensor()
                        .withWorkers(
                                (count, task) -> {
                                    asked.add(count);
                                    Workers.CALLER.forEach(count, task);
                                });
        ((ModelMethod) MergeMethods.named("fisher")).survey(List.of(tensor));
        assertThat(asked).containsExactly(1);
    }

    @Test
    void weightsMultiplyTheInformation() {
        var merge =
                ArrayMerge.of("fisher")
                        .model(parameters("a", 3), 1, 2)
                        .model(parameters("b", 1), 5, 6)
                        .statistics(information(new float[] {1, 2}, new float[] {1, 2}));
        assertThat(merge.merged()).containsExactly(2, 3);
    }

    @Test
    void normalizingTakesThePlaceOfAWeightOfOneOverTheNorm() {
        float[] small = {3, 4};
        float[] large = {600, 800};
        var normalized = merge(small, large).with("epsilon", 0);
        var balanced = merge(small, small).with("normalize", false).with("epsilon", 0);
        assertThat(normalized.merged()).containsExactly(balanced.merged(), within(1e-6f));
    }

    @Test
    void whereNoModelHasInformationTheWeightedMeanTakesItsPlace() {
        var merge =
                ArrayMerge.of("fisher")
                        .model(parameters("a", 1), 1, 2)
                        .model(parameters("b", 3), 5, 6)
                        .statistics(information(new float[] {0, 1}, new float[] {0, 0}))
                        .with("epsilon", 0);
        assertThat(merge.merged()).containsExactly(4, 2);
    }

    @Test
    void givesTheNumbersOfTheWorkedExample() {
        for (String variant : List.of("fisher_plain", "fisher_norm")) {
            var merge = worked().with("normalize", variant.equals("fisher_norm"));
            float[] wanted = WorkedExample.matrix(variant);
            assertThat(merge.merged()).containsExactly(wanted, within(3e-6f));
        }
    }

    private static ArrayMerge worked() {
        TestStatistics files = new TestStatistics();
        ArrayMerge merge = ArrayMerge.of("fisher").shaped(4, 4).statistics(files);
        for (String model : List.of("T1", "T2")) {
            float[] delta = WorkedExample.matrix(model);
            float[] information = new float[delta.length];
            for (int i = 0; i < delta.length; i++) {
                information[i] = Math.abs(delta[i]) + 1;
            }
            files.with(model, TENSOR, Shape.of(4, 4), information);
            merge.model(parameters(model, 1), WorkedExample.model(model));
        }
        return merge;
    }

    @Test
    void missingAndMisshapenInformationIsRefusedBeforeAnythingIsRead() {
        var missing = new TestStatistics().with("a", "layer.0.weight", Shape.of(2), 1, 2);
        assertThatThrownBy(() -> check(missing))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Statistics a must hold the Fisher information 'layers.0.weight' of floats [2]; found none of that name. Did you mean 'layer.0.weight'?");
        var misshapen = information(new float[] {1, 2}, new float[] {1, 2, 3});
        assertThatThrownBy(() -> check(misshapen))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Statistics b must hold the Fisher information 'layers.0.weight' of floats [2]; found [3]. Maybe they are of another model.");
    }

    private static void check(TestStatistics statistics) {
        MergeTensor tensor =
                ArrayMerge.of("fisher")
                        .model(parameters("a", 1), 1, 2)
                        .model(parameters("b", 1), 5, 6)
                        .statistics(statistics)
                        .tensor();
        MergeMethods.named("fisher").check(List.of(tensor));
    }

    @Test
    void negativeInformationAndWeightsOfZeroAreRefused() {
        assertThatThrownBy(() -> merge(new float[] {1, -2, 1}, new float[] {1, 1, 1}).merged())
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Statistics a must hold Fisher information of at least 0, found -2.0 at element 1 of 'layers.0.weight'.");
        var weightless =
                ArrayMerge.of("fisher")
                        .model(parameters("a", 0), 1, 2)
                        .model(parameters("b", 0), 5, 6)
                        .statistics(information(new float[] {1, 2}, new float[] {1, 2}));
        assertThatThrownBy(weightless::merged)
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Weights of fisher must not all be 0; for tensor 'layers.0.weight' they are.");
    }

    /** Models (0, 0, 0) and (4/3, 4, 0), so that shares of 1 : 3 and 3 : 1 give whole numbers. */
    private static ArrayMerge merge(float[] ofFirst, float[] ofSecond) {
        int n = ofFirst.length;
        float[] second = Arrays.copyOf(new float[] {4 / 3f, 4, 0}, n);
        return ArrayMerge.of("fisher")
                .model(parameters("a", 1), new float[n])
                .model(parameters("b", 1), second)
                .statistics(information(ofFirst, ofSecond));
    }

    private static TestStatistics information(float[] ofFirst, float[] ofSecond) {
        return new TestStatistics()
                .with("a", TENSOR, Shape.of(ofFirst.length), ofFirst)
                .with("b", TENSOR, Shape.of(ofSecond.length), ofSecond);
    }

    private static Map<String, Argument> parameters(String file, double weight) {
        return Map.of("statistics", Argument.of(file), "weight", Argument.of(weight));
    }
}
