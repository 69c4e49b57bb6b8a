package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PlanValues.attn;
import static dev.merganser.recipes.plan.PlanValues.value;
import static dev.merganser.recipes.plan.SliceModels.MODELS;
import static dev.merganser.recipes.plan.SliceModels.TWO_SLICES;
import static dev.merganser.recipes.plan.SliceModels.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Slices, small enough to follow by hand. */
class SlicesTest {

    @Test
    void layersAreNumberedOverAllSlices() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        slices:
                        - sources: [{model: a, layer_range: [0, 2]}]
                        - sources: [{model: b, layer_range: [1, 3]}]
                        - sources: [{model: a, layer_range: [0, 1]}]
                        """);
        assertThat(attn(plan)).containsExactly(100f, 110f, 210f, 220f, 100f);
        assertThat(plan.tensors()).hasSize(13);
    }

    @Test
    void weightsBeforeTheLayersAreTheFirstSlicesAndThoseAfterTheLasts() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        slices:
                        - sources: [{model: a, layer_range: [3, 4]}]
                        - sources: [{model: b, layer_range: [0, 1]}]
                        """);
        assertThat(value(plan, "model.embed_tokens.weight")).isEqualTo(100);
        assertThat(value(plan, "model.norm.weight")).isEqualTo(208);
        assertThat(value(plan, "lm_head.weight")).isEqualTo(209);
        assertThat(plan.tensors().stream().map(TensorInfo::name))
                .containsExactly(
                        "model.embed_tokens.weight",
                        "model.layers.0.attn.w",
                        "model.layers.0.mlp.w",
                        "model.layers.1.attn.w",
                        "model.layers.1.mlp.w",
                        "model.norm.weight",
                        "lm_head.weight");
    }

    @Test
    void eachSourceHasAnOffsetOfItsOwn() {
        var plan =
                plan(
                        """
                        merge_method: linear
                        parameters: {weight: 1, normalize: false}
                        slices:
                        - sources:
                          - {model: a, layer_range: [0, 2]}
                          - {model: c, layer_range: [4, 6]}
                        """);
        assertThat(attn(plan)).containsExactly((float) (100 + 340), (float) (110 + 350));
    }

    @Test
    void wholeModelsAreTheSameAsOneSliceOverAllLayers() {
        var sliced =
                plan(
                        """
                        merge_method: linear
                        slices:
                        - sources:
                          - {model: a, layer_range: [0, 4], parameters: {weight: [0, 1, 0.3]}}
                          - {model: b, layer_range: [0, 4], parameters: {weight: 0.5}}
                        """);
        var whole =
                plan(
                        """
                        merge_method: linear
                        models:
                        - {model: a, parameters: {weight: [0, 1, 0.3]}}
                        - {model: b, parameters: {weight: 0.5}}
                        """);
        assertThat(sliced.tensors()).containsExactlyElementsOf(whole.tensors());
        for (TensorInfo info : whole.tensors()) {
            assertThat(value(sliced, info.name())).isEqualTo(value(whole, info.name()));
        }
    }

    @Test
    void integersComeFromTheLayerThatTheMergedOneIsLike() {
        Map<String, Checkpoint> models =
                Map.of(
                        "a",
                        new TestCheckpoint()
                                .with("layers.0.w", 1)
                                .withLongs("layers.0.ids", 7)
                                .with("layers.1.w", 2)
                                .withLongs("layers.1.ids", 8));
        var plan =
                plan(
                        "{merge_method: passthrough, slices: [{sources: [{model: a, layer_range: [1, 2]}]},"
                                + " {sources: [{model: a, layer_range: [0, 1]}]}]}",
                        models,
                        Semantics.SAFE);
        byte[] bytes = new byte[8];
        plan.writeTensor("layers.0.ids", MemorySegment.ofArray(bytes));
        assertThat(bytes[0]).isEqualTo((byte) 8);
    }

    @Test
    void theLastSliceIsMergedWholeAfterTheLayersUnlessMergekitPairsFewer() {
        String recipe =
                """
                merge_method: linear
                parameters: {weight: 1, normalize: false}
                slices:
                - sources: [{model: a, layer_range: [0, 1]}]
                - sources: [{model: b, layer_range: [0, 1]}, {model: c, layer_range: [0, 1]}]
                """;
        var safe = plan(recipe);
        assertThat(value(safe, "lm_head.weight")).isEqualTo(209 + 309);
        assertThat(safe.findings()).isEmpty();
        var compat = plan(recipe, MODELS, Semantics.MERGEKIT);
        assertThat(value(compat, "lm_head.weight")).isEqualTo(209);
        assertThat(compat.findings())
                .contains(
                        Finding.note(
                                "mergekit: the weights after the layers are merged from 1 of the 2"
                                        + " sources of the last slice, since the first slice has no"
                                        + " more."));
    }

    @Test
    void mergekitsUsersMayWriteWhatTheSlicesShareOnce() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        shared: &a {model: a, layer_range: [0, 2], parameters: {scale: 2}}
                        slices:
                        - sources: [*a]
                        - sources: [{<<: *a, layer_range: [1, 2]}]
                        - sources: [{<<: *a, model: b}]
                        """);
        assertThat(attn(plan)).containsExactly(200f, 220f, 220f, 400f, 420f);
    }

    /** Were they one vector, the larger elements of b would leave none of a. */
    @Test
    void aTrimOfWholeModelsTakesEachModelForItself() {
        var plan = plan(TWO_SLICES.formatted("ties", "trim: model, density: 0.5, weight: 1"));
        assertThat(attn(plan)).containsExactly(100f, 110f, 220f, 230f);
    }
}
