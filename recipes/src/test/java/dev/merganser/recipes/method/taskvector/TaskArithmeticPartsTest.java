package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.mask.MaskSource;
import dev.merganser.recipes.mask.Partition;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class TaskArithmeticPartsTest {

    /** By hand: of five elements three are in the first of two parts, and two in the second. */
    @Test
    void eachChunkHasItsWeight() {
        assertThat(parts(List.of(2.0, 10.0), 1, 2, 3, 4, 5).merged())
                .containsExactly(2, 4, 6, 40, 50);
    }

    @Test
    void modelsMayHaveListsOfDifferentLengths() {
        ArrayMerge merge =
                parts(List.of(2.0, 10.0), 1, 2, 3, 4, 5)
                        .model(weights(List.of(1.0, 2.0, 3.0, 4.0, 5.0)), 1, 1, 1, 1, 1)
                        .model(weights(List.of(100.0)), 1, 1, 1, 1, 1);
        assertThat(merge.merged()).containsExactly(103, 106, 109, 144, 155);
    }

    @Test
    void lambdaMultipliesTheSum() {
        assertThat(parts(List.of(2.0, 10.0), 1, 2).with("lambda", .5).merged())
                .containsExactly(1, 10);
    }

    @Test
    void oneNumberIsTaskArithmetic() {
        var random = new RandomTensors(1);
        float[] base = random.normal(4098, 1);
        float[] expert = random.expert(base, .1f);
        float[] plain = ArrayMerge.of("task_arithmetic").base(base).weighted(.3, expert).merged();
        assertThat(ArrayMerge.of("task_arithmetic_parts").base(base).weighted(.3, expert).merged())
                .isEqualTo(plain);
        for (String parts : List.of("chunks", "random")) {
            ArrayMerge list =
                    ArrayMerge.of("task_arithmetic_parts")
                            .base(base)
                            .model(weights(List.of(.3, .3, .3)), expert)
                            .with("parts", parts);
            assertThat(list.merged()).isEqualTo(plain);
        }
    }

    @Test
    void drawnPartsAreThoseOfTheSeedAndTheSameForAllModels() {
        float[] ones = new float[9001];
        Arrays.fill(ones, 1);
        ArrayMerge merge =
                ArrayMerge.of("task_arithmetic_parts")
                        .named("w")
                        .masks(MaskSource.seeded(5))
                        .with("parts", "random")
                        .base(new float[9001])
                        .model(weights(List.of(1.0, 2.0, 3.0)), ones)
                        .model(weights(List.of(10.0, 20.0, 30.0)), ones);
        int[] parts = new int[9001];
        Partition partition = MaskSource.seeded(5).partition("w", 3);
        partition.read(0, parts, 9001);
        for (int block : new int[] {1, 207, 9001}) {
            float[] merged = merge.merged(block);
            for (int i = 0; i < merged.length; i++) {
                assertThat(merged[i]).isEqualTo(11f * (parts[i] + 1));
            }
        }
    }

    @Test
    void listsThatAreTooLongAreRefused() {
        ArrayMerge merge = parts(Collections.nCopies(257, 1.0), 1, 2);
        var method = MergeMethods.named("task_arithmetic_parts");
        assertThatThrownBy(() -> method.check(List.of(merge.tensor())))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Weights of task_arithmetic_parts must be 256 at most; for tensor 'layers.0.weight' of model 1 there are 257.");
    }

    @Test
    void aListIsRefusedWhereOneNumberIsWanted() {
        assertThatThrownBy(
                        () ->
                                ArrayMerge.of("task_arithmetic")
                                        .base(1)
                                        .model(weights(List.of(1.0, 2.0)), 1)
                                        .merged())
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("must be a finite number, found [1, 2]");
    }

    private static ArrayMerge parts(List<Double> weights, float... delta) {
        return ArrayMerge.of("task_arithmetic_parts")
                .base(new float[delta.length])
                .model(weights(weights), delta);
    }

    private static Map<String, Argument> weights(List<Double> weights) {
        return Map.of("weight", new Argument.Numbers(weights));
    }
}
