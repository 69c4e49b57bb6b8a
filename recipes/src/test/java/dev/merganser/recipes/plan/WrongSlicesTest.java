package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PlanValues.value;
import static dev.merganser.recipes.plan.SliceModels.TWO_SLICES;
import static dev.merganser.recipes.plan.SliceModels.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.RecipeReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

/** Slices that cannot be cut or merged are refused with one line. */
class WrongSlicesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{sources: [{model: a, layer_range: [0, 5]}]}]|"
                        + " slices[0].sources[0].layer_range must lie within the 4 layers of 'a' (in-memory), found [0, 5].",
                "[{sources: [{model: a, layer_range: [0, 1]}]}, {sources: [{model: c, layer_range: [6, 7]}]}]|"
                        + " slices[1].sources[0].layer_range must lie within the 6 layers of 'c' (in-memory), found [6, 7].",
                "[{sources: [{model: a, layer_range: [0, 1]}, {model: b, layer_range: [0, 1]}]}]|"
                        + " slices[0]: Merge method 'passthrough' needs exactly 1 model; found 2.",
            })
    void whatCannotBeCutIsRefusedWithOneLine(String slices, String expected) {
        assertThatThrownBy(() -> plan("merge_method: passthrough\nslices: " + slices))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(expected);
    }

    @Test
    void slicesNeedLayers() {
        Map<String, Checkpoint> models = Map.of("a", new TestCheckpoint().with("w", 1));
        assertThatThrownBy(
                        () ->
                                plan(
                                        "{merge_method: passthrough, slices: [{sources: [{model: a,"
                                                + " layer_range: [0, 1]}]}]}",
                                        models,
                                        Semantics.SAFE))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "slices need a model with layers, but no tensor of 'a' (in-memory) has a number"
                                + " between points in its name, as in 'layers.0.weight'.");
    }

    @Test
    void layersThatDoNotFitEachOtherAreNamed() {
        Map<String, Checkpoint> models =
                Map.of(
                        "a", new TestCheckpoint().with("layers.0.w", 1).with("layers.0.v", 1),
                        "b", new TestCheckpoint().with("layers.0.w", 1).with("layers.1.w", 1, 2));
        String recipe =
                "{merge_method: linear, parameters: {weight: 1}, slices: [{sources: [{model: a,"
                        + " layer_range: [0, 1]}, {model: b, layer_range: [1, 2]}]}]}";
        assertThat(
                        RecipeChecker.check(
                                        RecipeReader.parse(recipe, "x.yml"),
                                        Models.of(models),
                                        CheckSettings.standard())
                                .findings())
                .extracting(Finding::message)
                .containsExactlyInAnyOrder(
                        "Tensor 'layers.0.w' must have one shape in all models, found [1] in 'a'"
                                + " (in-memory) and [2] in 'b' (in-memory) ('layers.1.w').",
                        "Tensor 'layers.1.v' must be in 'b' (in-memory), to be merged with 'layers.0.v'"
                                + " of 'a' (in-memory); it has none of that name.");
    }

    @Test
    void aGraphKeepsItsNumberOfLayers() {
        var plan =
                plan(
                        "{merge_method: passthrough, slices: [{sources: [{model: a, layer_range: [0, 2]}]}]}");
        assertThatThrownBy(() -> plan.requireLayersOfGraph("out.onnx"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "out.onnx must have the 4 layers of its graph, but the recipe makes 2 of them in"
                                + " 'model.layers'. Maybe write a folder or a .safetensors file.");
    }

    @Test
    void slicesOfOtherModelsAreRefusedWhereModelsHaveNumbers() {
        assertThatThrownBy(() -> plan(TWO_SLICES.formatted("emr", "task: 1")))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Merge method 'emr' needs the same models for all tensors; found 'a' for 'model.embed_tokens.weight' and 'b' for 'model.layers.2.attn.w'.");
    }
}
