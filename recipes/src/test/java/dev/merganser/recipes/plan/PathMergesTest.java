package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PathModels.MODELS;
import static dev.merganser.recipes.plan.PathModels.WITH_MERGE;
import static dev.merganser.recipes.plan.PathModels.path;
import static dev.merganser.recipes.plan.PathModels.plan;
import static dev.merganser.recipes.plan.PlanValues.attn;
import static dev.merganser.recipes.plan.PlanValues.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;

/** Merges that layer paths go through. */
class PathMergesTest {

    @Test
    void mergesAreMergedLayerByLayer() {
        var plan = plan(WITH_MERGE);
        assertThat(attn(plan)).containsExactly(50f, 0f, 80f, 110f);
        assertThat(value(plan, "model.embed_tokens.weight")).isEqualTo(50);
        assertThat(value(plan, "lm_head.weight")).isEqualTo(9);
    }

    @Test
    void tensorsOfMergesHaveTheKeysOfTheirMerges() {
        Recipe recipe = RecipeReader.parse(WITH_MERGE, "test");
        var merger = Merger.of(Models.of(MODELS));
        var path = merger.plan(recipe);
        var merge = merger.plan(((LayerPath) recipe.composition()).merges().get("merged"));
        assertThat(path.key("model.layers.2.attn.w"))
                .isPresent()
                .isEqualTo(merge.key("model.layers.3.attn.w"));
    }

    @Test
    void tensorsOfMergesCanBeHadInEveryWay() {
        var plan = plan(WITH_MERGE);
        String name = "model.layers.2.mlp.w";
        assertThat(value(plan, name)).isEqualTo(81);
        var finite = new float[1];
        plan.readFinite(name, MemorySegment.ofArray(finite));
        assertThat(finite).containsExactly(81);
        var stored = MemorySegment.ofArray(new byte[Float.BYTES]);
        plan.prepare(Workers.CALLER);
        plan.parts(name, Workers.CALLER).write(0, 1, stored);
        Floats.decode(DType.F32, stored, 0, finite, 0, 1);
        assertThat(finite).containsExactly(81);
    }

    @Test
    void aTypeOfThePathHoldsForItsMerges() {
        var plan = plan(WITH_MERGE + "out_dtype: bfloat16\n");
        assertThat(plan.tensors().stream().map(TensorInfo::dtype).distinct())
                .containsExactlyInAnyOrder(DType.BF16, DType.I64);
        assertThat(attn(plan)).containsExactly(50f, 0f, 80f, 110f);
    }

    @Test
    void mergesAreNotRoundedToATypeThatThePathDoesNotHave() {
        var half = new TestCheckpoint().with("l.0.w", DType.F16, Shape.of(1), 1);
        var next = new TestCheckpoint().with("l.0.w", DType.F16, Shape.of(1), 1 + 0x1p-10f);
        String recipe =
                """
                merge_method: layer_path
                base_model: one
                out_dtype: float32
                merganser:
                  layer_path:
                    merges:
                      mean: {merge_method: linear, models: [{model: one}, {model: other}], parameters: {weight: 1}}
                    layers: [{model: mean, layer: 0}]
                """;
        var models = Models.of(Map.of("one", half, "other", next));
        var plan = Merger.plan(RecipeReader.parse(recipe, "test"), models);
        assertThat(value(plan, "l.0.w")).isEqualTo(1 + 0x1p-11f);
    }

    @Test
    void aMergeIsReadBlockByBlock() {
        int size = 10_000;
        var one = new TestCheckpoint().with("l.0.w", TestCheckpoint.random(1, size));
        var other = new TestCheckpoint().with("l.0.w", TestCheckpoint.random(2, size));
        var models = Models.of(Map.of("one", one, "other", other));
        var merge =
                Merger.plan(
                        RecipeReader.parse(
                                "{merge_method: linear, models: [{model: one}, {model: other}], parameters: {weight: 0.5}}",
                                "test"),
                        models);
        float[] whole = new float[size];
        merge.read("l.0.w", MemorySegment.ofArray(whole));
        var values = new PlannedCheckpoint(merge).values("l.0.w");
        float[] block = new float[777];
        values.read(5000, block, 777);
        assertThat(block).isEqualTo(Arrays.copyOfRange(whole, 5000, 5777));
        int asked = one.asked();
        for (int from = 0; from + 777 < size; from += 777) {
            values.read(from, block, 777);
        }
        assertThat(one.asked()).isEqualTo(asked);
    }
}
