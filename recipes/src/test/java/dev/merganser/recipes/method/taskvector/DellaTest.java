package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.Arguments;
import dev.merganser.recipes.method.ArrayMerge;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MergeTensor;
import dev.merganser.recipes.method.RandomTensors;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class DellaTest {

    @Test
    void probabilitiesRiseEvenlyWithTheRankInEachRow() {
        float[] deltas = {3, -1, 2, 0, 5, -9, 6, 7};
        assertThat(densities(.5, .3, Shape.of(2, 4), deltas))
                .containsExactly(
                        new float[] {.8f, .4f, .6f, .2f, .2f, .8f, .4f, .6f}, within(1e-6f));
        assertThat(densities(.5, .35, Shape.of(8), deltas))
                .containsExactly(
                        new float[] {.45f, .25f, .35f, .15f, .55f, .85f, .65f, .75f},
                        within(1e-6f));
    }

    @Test
    void amongEqualsTheLowerIndexComesFirst() {
        assertThat(densities(.5, .2, Shape.of(3), 1, -1, 1))
                .containsExactly(new float[] {.3f, .5f, .7f}, within(1e-6f));
    }

    @Test
    void theOnlyElementOfARowHasTheDensity() {
        assertThat(densities(.4, .2, Shape.of(2, 1), 1, -7))
                .containsExactly(new float[] {.4f, .4f}, within(1e-6f));
    }

    @Test
    void epsilonIsCutSoThatTheMeanStaysTheDensity() {
        assertThat(densities(.9, .15, Shape.of(3), 1, 2, 3))
                .containsExactly(new float[] {.8f, .9f, 1}, within(1e-6f));
        assertThat(densities(.1, .5, Shape.of(3), 1, 2, 3))
                .containsExactly(new float[] {0, .1f, .2f}, within(1e-6f));
    }

    /** Of an output channel here, along the input channels in mergekit. */
    @Test
    void theRowsOfAConvolutionAreItsOutputChannels() {
        Shape shape = Shape.of(2, 3, 1, 2);
        assertThat(RankedRows.of(shape)).isEqualTo(new RankedRows(6, 1));
        assertThat(RankedRows.ofMergekit(shape)).isEqualTo(new RankedRows(3, 2));
        float[] deltas = {1, 60, 2, 50, 3, 40, 6, 1, 5, 2, 4, 3};
        assertThat(densities(.5, .25, shape, RankedRows.ofMergekit(shape), deltas))
                .containsExactly(
                        new float[] {
                            .25f, .75f, .5f, .5f, .75f, .25f, .75f, .25f, .5f, .5f, .25f, .75f
                        },
                        within(1e-6f));
    }

    private static float[] densities(double density, double epsilon, Shape shape, float... deltas) {
        return densities(density, epsilon, shape, RankedRows.of(shape), deltas);
    }

    private static float[] densities(
            double density, double epsilon, Shape shape, RankedRows rows, float... deltas) {
        Arguments arguments =
                Arguments.resolve(
                        MergeMethods.named("della").descriptor(),
                        Map.of(
                                "weight", Argument.of(1.0),
                                "density", Argument.of(density),
                                "epsilon", Argument.of(epsilon)),
                        List.of(Map.of()));
        MergeTensor tensor =
                MergeTensor.of(
                                new TensorInfo("w", DType.F32, shape),
                                List.of(ArrayMerge.source(deltas)),
                                arguments)
                        .withBase(ArrayMerge.source(new float[deltas.length]));
        float[] all = new float[deltas.length];
        new RankDensities(tensor, 0, rows).read(0, all, all.length);
        float[] pieces = new float[deltas.length];
        float[] piece = new float[1];
        for (int i = 0; i < pieces.length; i++) {
            new RankDensities(tensor, 0, rows).read(i, piece, 1);
            pieces[i] = piece[0];
        }
        assertThat(pieces).isEqualTo(all);
        return all;
    }

    @Test
    void largeElementsStayMoreOftenThanSmallOnes() {
        int n = 100_000;
        float[] deltas = new RandomTensors(3).normal(n, 1);
        float[] merged =
                ArrayMerge.of("della_linear")
                        .base(new float[n])
                        .model(deltas)
                        .with("density", .4)
                        .with("epsilon", .3)
                        .with("rescale", false)
                        .merged();
        float[] magnitudes = new float[n];
        for (int i = 0; i < n; i++) {
            magnitudes[i] = Math.abs(deltas[i]);
        }
        Arrays.sort(magnitudes);
        float median = magnitudes[n / 2];
        long large =
                IntStream.range(0, n)
                        .filter(i -> Math.abs(deltas[i]) >= median && merged[i] != 0)
                        .count();
        long small =
                IntStream.range(0, n)
                        .filter(i -> Math.abs(deltas[i]) < median && merged[i] != 0)
                        .count();
        assertThat(large / (n / 2.0)).isCloseTo(.55, within(.01));
        assertThat(small / (n / 2.0)).isCloseTo(.25, within(.01));
    }

    @Test
    void rescaleRestoresTheL1NormOfEachTaskVector() {
        float[] merged =
                ArrayMerge.of("della_linear")
                        .base(1, 1, 1, 1)
                        .model(2, 3, 1, -1)
                        .with("density", .5)
                        .masks((tensor, model, densities) -> ArrayMerge.alternating())
                        .merged();
        assertThat(merged).containsExactly(6, 1, 1, 1);
    }

    @Test
    void dellaElectsASign() {
        ArrayMerge merge =
                ArrayMerge.of("della")
                        .base(0, 0)
                        .model(3, 1)
                        .model(-1, 1)
                        .with("density", .5)
                        .with("rescale", false)
                        .masks((tensor, model, densities) -> ArrayMerge.alternating());
        assertThat(merge.merged()).containsExactly(3, 0);
        assertThat(merge.with("density", 1).merged()).containsExactly(3, 1);
    }
}
