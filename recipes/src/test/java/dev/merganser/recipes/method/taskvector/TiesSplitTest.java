package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(doubles = {.01, .2, .5, .83})
    void aWholeModelIsTrimmedAndElectedAsItsPlainTwinSays(double density) {
        CoarseModel.merge(
                "ties_split",
                Map.of("weight", Argument.of(1.0), "density", Argument.of(density)),
                new PlainModelTies(density),
                (got, want) -> assertThat(got).containsExactly(want, within(1e-6f)));
    }
}
