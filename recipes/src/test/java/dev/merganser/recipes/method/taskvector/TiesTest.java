package dev.merganser.recipes.method.taskvector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ArrayMerge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** The paper's TIES: trims over the whole model, votes by number, sums, means and largest. */
class TiesTest {
    private static final float[] T1 = {1, 2, 0, -1, 0, 3, 1, 0, 2, -1, 1, 0, 0, 0, 1, 2};
    private static final float[] T2 = {0, 1, 1, 0, -2, 1, 0, 1, 1, 0, 3, -1, 1, 0, -1, 1};

    /** small-worked-examples.json: more than half survive, since equals stay. */
    @Test
    void givesTheWorkedExamples() {
        assertThat(half("sum").merged())
                .containsExactly(1, 3, 1, -1, -2, 4, 1, 1, 3, -1, 4, -1, 1, 0, 1, 3);
        assertThat(half("mean").merged())
                .containsExactly(1, 1.5f, 1, -1, -2, 2, 1, 1, 1.5f, -1, 2, -1, 1, 0, 1, 1.5f);
        assertThat(half("max").merged())
                .containsExactly(1, 2, 1, -1, -2, 3, 1, 1, 2, -1, 3, -1, 1, 0, 1, 2);
    }

    private static ArrayMerge half(String aggregate) {
        return ArrayMerge.of("ties")
                .base(new float[16])
                .model(T1)
                .model(T2)
                .with("density", .5)
                .with("trim", "model")
                .with("aggregate", aggregate);
    }

    @Test
    void manySmallOnesWinAVoteByNumberAndOneLargeOneTheSum() {
        ArrayMerge merge = ArrayMerge.of("ties").base(0).model(5).model(-1).model(-2);
        assertThat(merge.merged()).containsExactly(5);
        assertThat(merge.with("majority", "count").merged()).containsExactly(-1.5f);
    }

    @Test
    void aVoteByNumberWithoutWinnerIsPositive() {
        ArrayMerge merge = ArrayMerge.of("ties").base(0).model(5).model(-7);
        assertThat(merge.with("majority", "count").merged()).containsExactly(5);
    }

    @Test
    void aNegativeWeightVotesTheOtherWay() {
        ArrayMerge merge = ArrayMerge.of("ties").base(0).weighted(-1, 5).model(1).model(-1);
        assertThat(merge.with("majority", "count").merged()).containsExactly(-6);
    }

    @Test
    void aMeanIsOverThoseThatAgreeWhateverTheirWeights() {
        ArrayMerge merge =
                ArrayMerge.of("ties").base(0).weighted(.5, 4).weighted(3, 2).weighted(1, -1);
        assertThat(merge.with("aggregate", "mean").merged()).containsExactly(4);
        assertThat(merge.with("aggregate", "sum").merged()).containsExactly(8);
        assertThat(merge.with("aggregate", "max").merged()).containsExactly(6);
    }

    @Test
    void wholeModelDensitiesOfZeroAndOneKeepNothingAndEverything() {
        ArrayMerge merge =
                ArrayMerge.of("ties").base(1, 1, 1).model(2, 1, -4).with("trim", "model");
        assertThat(merge.with("density", 0).merged()).containsExactly(1, 1, 1);
        assertThat(merge.with("density", 1).merged()).containsExactly(2, 1, -4);
    }

    @ParameterizedTest
    @ValueSource(doubles = {.01, .2, .5, .83})
    void aWholeModelIsTrimmedAndElectedAsItsPlainTwinSays(double density) {
        CoarseModel.merge(
                "ties",
                Map.of(
                        "weight", Argument.of(1.0),
                        "density", Argument.of(density),
                        "trim", Argument.of("model"),
                        "aggregate", Argument.of("sum")),
                new PlainModelTies(density),
                (got, want) -> assertThat(got).isEqualTo(want));
    }
}
