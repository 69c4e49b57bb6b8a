package dev.merganser.recipes.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.layer.LayerPositions;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.Composition;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.OutputSlice;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.SliceSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class LinesTest {

    private static final Family FAMILY = Family.drawn();

    @Test
    void layersGoFromAlphaToAlphaPlusBeta() {
        var positions =
                LayerPositions.of(
                        IntStream.range(0, 4).mapToObj(i -> "layers." + i + ".w").toList(),
                        OptionalInt.empty());
        Scaling scaling = Scaling.of(new LinesSettings(.2, .6), positions);
        double[] scales =
                IntStream.range(0, 4).mapToDouble(i -> scaling.of("layers." + i + ".w")).toArray();
        assertThat(scales).containsExactly(new double[] {.2, .4, .6, .8}, within(1e-15));
        assertThat(scaling.of("norm.weight")).isEqualTo(.2);
    }

    static Stream<String> methods() {
        return Family.methods();
    }

    /** Layers 0, 1, 2 stand at 0, 1/2, 1. */
    @ParameterizedTest
    @MethodSource("methods")
    void theMergedTaskVectorOfEveryMethodIsScaled(String method) {
        Map<String, float[]> plain = FAMILY.merged(Family.recipe(method));
        Map<String, float[]> scaled = FAMILY.merged(wrapped(Family.recipe(method), .25, .5));
        Map<String, float[]> base = FAMILY.values("base");
        plain.forEach(
                (name, merge) -> {
                    double scale = name.contains(".1.") ? .5 : name.contains(".2.") ? .75 : .25;
                    float[] start = base.get(name);
                    float[] expected = new float[merge.length];
                    for (int i = 0; i < merge.length; i++) {
                        expected[i] = (float) (start[i] + scale * ((double) merge[i] - start[i]));
                    }
                    assertThat(scaled.get(name)).as(name).isEqualTo(expected);
                });
    }

    @ParameterizedTest
    @MethodSource("methods")
    void alphaOneAndBetaNoughtChangeNothing(String method) {
        Map<String, float[]> plain = FAMILY.merged(Family.recipe(method));
        FAMILY.merged(wrapped(Family.recipe(method), 1, 0))
                .forEach((name, values) -> assertThat(values).isEqualTo(plain.get(name)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void alphaNoughtAndBetaNoughtGiveTheBase(String method) {
        Map<String, float[]> base = FAMILY.values("base");
        FAMILY.merged(wrapped(Family.recipe(method), 0, 0))
                .forEach((name, values) -> assertThat(values).isEqualTo(base.get(name)));
    }

    /** Layer 2 of the base and of the expert is layer 0 of the merged model. */
    @Test
    void layersOfSlicesAreCountedInTheMergedModel() {
        var slices = new Composition.Slices(List.of(slice(2), slice(0), slice(1)));
        Recipe recipe =
                Recipe.of("linear", slices)
                        .withBaseModel("base")
                        .withParameters(Parameters.NONE.with("weight", 1));
        Map<String, float[]> merged = FAMILY.merged(wrapped(recipe, 0, 1));
        assertThat(merged.get("layers.0.mlp.up_proj.weight"))
                .isEqualTo(FAMILY.values("base").get("layers.2.mlp.up_proj.weight"));
        assertThat(merged.get("layers.2.mlp.up_proj.weight"))
                .isEqualTo(FAMILY.values("expert1").get("layers.1.mlp.up_proj.weight"));
        assertThat(merged.get("head.weight")).isEqualTo(FAMILY.values("base").get("head.weight"));
    }

    private static OutputSlice slice(int layer) {
        return new OutputSlice(
                List.of(new SliceSource("expert1", layer, layer + 1, Parameters.NONE)),
                Optional.empty(),
                Parameters.NONE);
    }

    private static Recipe wrapped(Recipe recipe, double alpha, double beta) {
        return recipe.withAround(AroundMethod.NONE.withLines(new LinesSettings(alpha, beta)));
    }
}
