package dev.merganser.recipes.method.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.RandomTensors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class RankingTest {

    @ParameterizedTest
    @ValueSource(ints = {3, 13, 207, 4098, 9000})
    void isWhatASortFinds(int n) {
        RandomTensors random = new RandomTensors(n);
        float[][] deltas = {random.normal(n, 1), random.normal(n, 1e-20)};
        deltas[0][1] = -0f;
        deltas[0][2] = 0;
        deltas[1][0] = Float.MAX_VALUE;
        deltas[1][1] = -Float.MAX_VALUE;
        deltas[1][2] = Float.MIN_VALUE;
        var model = new FlattenedModel("pcb", tensors(deltas, n / 3, n - n / 3));
        float[][] found = Ranking.at(model, RankingTest::values, 0, n / 7, n / 2, n - 1);
        for (int m = 0; m < 2; m++) {
            float[] sorted = deltas[m].clone();
            Arrays.sort(sorted);
            float[] wanted = {sorted[0], sorted[n / 7], sorted[n / 2], sorted[n - 1]};
            for (int r = 0; r < wanted.length; r++) {
                assertThat(found[m][r]).isEqualTo(wanted[r] + 0f);
            }
        }
    }

    @Test
    void manyEqualValuesHaveManyRanks() {
        float[][] deltas = {{2, 1, 1, 1, -3, 1}};
        var model = new FlattenedModel("pcb", tensors(deltas, 6));
        assertThat(Ranking.at(model, RankingTest::values, 0, 1, 4, 5)[0])
                .containsExactly(-3, 1, 1, 2);
    }

    private static float[][] values(Block deltas) {
        float[][] values = new float[deltas.models()][];
        for (int m = 0; m < values.length; m++) {
            values[m] = Arrays.copyOf(deltas.model(m), deltas.length());
        }
        return values;
    }

    private static List<MergeTensor> tensors(float[][] deltas, int... sizes) {
        return Flattened.tensors("pcb", Map.of(), deltas, sizes);
    }

    @Test
    void tensorsOfOtherModelsAreRefused() {
        List<MergeTensor> tensors =
                Stream.of(new float[][] {{1, 2}}, new float[][] {{1, 2}, {3, 4}})
                        .flatMap(deltas -> tensors(deltas, 2).stream())
                        .toList();
        assertThatThrownBy(() -> new FlattenedModel("pcb", tensors))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Merge method 'pcb' needs the same models for all tensors; found 'model 1' for 'from 0' and 'model 1', 'model 2' for 'from 0'.");
    }

    @Test
    void parametersOfTheWholeModelMustNotDependOnTheTensor() {
        float[][] deltas = {{1, 2}};
        List<MergeTensor> tensors =
                Stream.of(.1, .2)
                        .map(ratio -> Map.of("ratio", Argument.of(ratio)))
                        .flatMap(given -> Flattened.tensors("pcb", given, deltas, 2).stream())
                        .toList();
        assertThatThrownBy(() -> new Pcb().survey(tensors))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Parameter 'ratio' of pcb must be one value for the whole model; found 0.1 for 'from 0' and 0.2 for 'from 0'.");
    }
}
