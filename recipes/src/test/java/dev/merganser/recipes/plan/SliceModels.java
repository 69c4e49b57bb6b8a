package dev.merganser.recipes.plan;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.RecipeReader;

import java.util.Map;

/** Models of a few layers to cut slices from, small enough to follow by hand. */
final class SliceModels {

    /** Four layers 0 to 3 in each; tensor values are 100, 200, … plus 10 times the layer. */
    static final Map<String, Checkpoint> MODELS =
            Map.of("a", model(100, 4), "b", model(200, 4), "c", model(300, 6), "base", model(0, 4));

    /** Slices of two models, to fill with a method and parameters. */
    static final String TWO_SLICES =
            """
            merge_method: %s
            base_model: base
            slices:
            - sources: [{model: a, layer_range: [0, 2]}]
            - sources: [{model: b, layer_range: [2, 4]}]
            parameters: {%s}
            """;

    private SliceModels() {}

    private static TestCheckpoint model(float value, int layers) {
        var model = new TestCheckpoint().with("model.embed_tokens.weight", value);
        for (int i = 0; i < layers; i++) {
            model.with("model.layers." + i + ".attn.w", value + 10 * i);
            model.with("model.layers." + i + ".mlp.w", value + 10 * i + 1);
        }
        return model.with("model.norm.weight", value + 8).with("lm_head.weight", value + 9);
    }

    static MergePlan plan(String yaml) {
        return plan(yaml, MODELS, Semantics.SAFE);
    }

    static MergePlan plan(String yaml, Map<String, Checkpoint> models, Semantics semantics) {
        return Merger.of(Models.of(models), semantics).plan(RecipeReader.parse(yaml, "x.yml"));
    }
}
