package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.ModelMethod;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.method.TensorMerge;
import dev.merganser.recipes.parallel.Team;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Task vectors that TIES has trimmed and whose signs agree, weighted one by one. */
class TiesSplitTest {
    private static final float[] T1 = {1, 2, 0, -1, 0, 3, 1, 0, 2, -1, 1, 0, 0, 0, 1, 2};
    private static final float[] T2 = {0, 1, 1, 0, -2, 1, 0, 1, 1, 0, 3, -1, 1, 0, -1, 1};

    /** small-worked-examples.json, the sum of TIES. */
    @Test
    void withWeightsOfOneItIsTheSumOfTies() {
        assertThat(worked(1, 1).with("density", .5).merged())
                .containsExactly(1, 3, 1, -1, -2, 4, 1, 1, 3, -1, 4, -1, 1, 0, 1, 3);
    }

    /** By hand: element 14 has a sum of 0 and takes the sign of most, +, so only T1 is in it. */
    @Test
    void weightsMultiplyWhatAgrees() {
        assertThat(worked(2, .5).with("density", .5).merged())
                .containsExactly(
                        2, 4.5f, .5f, -2, -1, 6.5f, 2, .5f, 4.5f, -2, 3.5f, -.5f, .5f, 0, 2, 4.5f);
    }

    /** By hand: a fifth of 16 is 3, so what is at least as large as the fourth stays: 2 of T1. */
    @Test
    void byDefaultAFifthOfEachTaskVectorIsLeft() {
        assertThat(worked(1, 0).merged())
                .containsExactly(0, 2, 0, 0, 0, 3, 0, 0, 2, 0, 0, 0, 0, 0, 0, 2);
        assertThat(worked(0, 1).merged())
                .containsExactly(0, 1, 1, 0, -2, 1, 0, 1, 1, 0, 3, -1, 1, 0, -1, 1);
    }

    private static ArrayMerge worked(double first, double second) {
        return ArrayMerge.of("ties_split")
                .base(new float[16])
                .weighted(first, T1)
                .weighted(second, T2);
    }

    @Test
    void weightsHaveNoPartInTheElection() {
        ArrayMerge merge = ArrayMerge.of("ties_split").base(1).weighted(-2, 6).weighted(9, -3);
        assertThat(merge.with("density", 1).merged()).containsExactly(-9);
    }

    @Test
    void lambdaMultipliesTheSum() {
        ArrayMerge merge = ArrayMerge.of("ties_split").base(1).weighted(2, 6).with("lambda", .5);
        assertThat(merge.with("density", 1).merged()).containsExactly(6);
    }

    @Test
    void aDensityOfZeroKeepsNothing() {
        assertThat(worked(1, 1).with("density", 0).merged()).containsOnly(0);
    }

    /** Coarse values, so that many are equal and many sums are 0; three tensors of one model. */
    @ParameterizedTest
    @ValueSource(doubles = {.01, .2, .5, .83})
    void aWholeModelIsTrimmedAndElectedAsItsPlainTwinSays(double density) {
        for (float bias : new float[] {-.6f, .6f}) {
            List<float[][]> tensors = new ArrayList<>();
            for (int size : new int[] {1, 207, 4098}) {
                tensors.add(coarse(size, bias));
            }
            List<float[]> want = new PlainModelTies(density).merge(tensors);
            for (int threads : new int[] {1, 3}) {
                List<float[]> sum = new ArrayList<>();
                Team.run(
                        threads,
                        workers ->
                                sum.addAll(
                                        merged(
                                                tensors.stream()
                                                        .map(models -> tensor(models, density))
                                                        .map(each -> each.withWorkers(workers))
                                                        .toList())));
                for (int i = 0; i < want.size(); i++) {
                    assertThat(sum.get(i)).containsExactly(want.get(i), within(1e-6f));
                }
            }
        }
    }

    private static float[][] coarse(int size, float bias) {
        float[][] models = new float[3][];
        for (int m = 0; m < models.length; m++) {
            models[m] = new RandomTensors(size + m).normal(size, 3);
            for (int i = 0; i < size; i++) {
                models[m][i] = Math.round(models[m][i] + bias);
            }
        }
        return models;
    }

    private static MergeTensor tensor(float[][] models, double density) {
        Arguments arguments =
                Arguments.resolve(
                        MergeMethods.named("ties_split").descriptor(),
                        Map.of("weight", Argument.of(1.0), "density", Argument.of(density)),
                        List.of(Map.of(), Map.of(), Map.of()));
        int size = models[0].length;
        return MergeTensor.of(
                        new TensorInfo("w" + size, DType.F32, Shape.of(size)),
                        Arrays.stream(models).map(ArrayMerge::source).toList(),
                        arguments)
                .withBase(ArrayMerge.source(new float[size]));
    }

    private static List<float[]> merged(List<MergeTensor> tensors) {
        var split = ((ModelMethod) MergeMethods.named("ties_split")).survey(tensors);
        return tensors.stream()
                .map(
                        tensor ->
                                ArrayMerge.read(
                                        TensorMerge.prepare(split, tensor),
                                        (int) tensor.elements(),
                                        100))
                .toList();
    }
}
