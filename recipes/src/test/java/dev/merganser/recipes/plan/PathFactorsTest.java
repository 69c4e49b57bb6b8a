package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PathModels.MODELS;
import static dev.merganser.recipes.plan.PathModels.WITH_MERGE;
import static dev.merganser.recipes.plan.PathModels.plan;
import static dev.merganser.recipes.plan.PlanValues.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/** What layers of a path are multiplied by. */
class PathFactorsTest {

    @Test
    void factorsMultiplyExactlyAndRoundOnce() {
        float third = 1 / 3f;
        var base =
                new TestCheckpoint()
                        .with("embed.weight", 1)
                        .with("layers.0.up", third)
                        .with("layers.0.down", third, -third, 7)
                        .with("norm.weight", 1);
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser: {layer_path: {layers: [{model: base, layer: 0, scale: 0.7}]}}
                        """,
                        "test");
        var factors = new LayerFactors(Map.of(0, Map.of("down", .7)));
        var plan = Merger.of(Models.of(Map.of("base", base))).plan(recipe, factors);
        float[] down = new float[3];
        plan.read("layers.0.down", MemorySegment.ofArray(down));
        assertThat(down)
                .containsExactly((float) (third * .7), (float) (-third * .7), (float) (7 * .7));
        assertThat(value(plan, "layers.0.up")).isEqualTo(third);
        assertThat(value(plan, "norm.weight")).isEqualTo(1);
    }

    @Test
    void aMergeMayHaveFactorsToo() {
        Recipe recipe =
                RecipeReader.parse(WITH_MERGE.replace("layer: 3}", "layer: 3, scale: 2}"), "t");
        var factors = new LayerFactors(Map.of(2, Map.of("mlp.w", 2.0)));
        var plan = Merger.of(Models.of(MODELS)).plan(recipe, factors);
        assertThat(value(plan, "model.layers.2.mlp.w")).isEqualTo(162);
        assertThat(value(plan, "model.layers.2.mlp.w.bias")).isEqualTo(82);
        assertThat(value(plan, "model.layers.0.mlp.w")).isEqualTo(51);
    }

    @Test
    void scalesNeedFactors() {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser: {layer_path: {layers: [{model: base, layer: 0, scale: 0.5}]}}
                        """,
                        "test");
        var merger = Merger.of(Models.of(MODELS));
        assertThatThrownBy(() -> merger.plan(recipe))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("--graph");
        assertThatThrownBy(() -> merger.plan(recipe, new LayerFactors(Map.of(0, Map.of("no", .5)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'no'");
    }
}
