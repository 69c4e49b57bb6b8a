package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PlanValues.value;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.RecipeReader;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Models of a few layers to lay paths through, small enough to follow by hand. */
final class PathModels {

    /** Values are 100, 200, … plus 10 times the layer; c has more layers, d another width. */
    static final Map<String, Checkpoint> MODELS =
            Map.of(
                    "a", model("model.layers", 100, 4),
                    "b", model("model.layers", 200, 4),
                    "c", model("model.layers", 300, 6),
                    "base", model("model.layers", 0, 4),
                    "other names", model("blocks", 400, 3),
                    "wide", wide(),
                    "plain", new TestCheckpoint().with("weight", 1),
                    "two stacks", twoStacks());

    /** A path through a merge, the base and one of the models that are merged. */
    static final String WITH_MERGE =
            """
            merge_method: layer_path
            base_model: base
            merganser:
              layer_path:
                stem: merged
                merges:
                  merged:
                    merge_method: task_arithmetic
                    base_model: base
                    models: [{model: a, parameters: {weight: 0.5}}]
                layers:
                - {model: merged, layer: 0}
                - {model: base, layer: 0}
                - {model: merged, layer: 3}
                - {model: a, layer: 1}
            """;

    private PathModels() {}

    private static TestCheckpoint model(String stack, float value, int layers) {
        var model =
                new TestCheckpoint()
                        .with("model.embed_tokens.weight", value)
                        .withLongs("model.embed_positions", (long) value);
        for (int i = 0; i < layers; i++) {
            model.with(stack + "." + i + ".attn.w", value + 10 * i);
            model.withLongs(stack + "." + i + ".attn.steps", (long) value + i);
            model.with(stack + "." + i + ".mlp.w", value + 10 * i + 1);
            model.with(stack + "." + i + ".mlp.w.bias", value + 10 * i + 2);
        }
        return model.with("model.norm.weight", value + 8).with("lm_head.weight", value + 9);
    }

    private static TestCheckpoint wide() {
        TestCheckpoint model = model("model.layers", 500, 0);
        for (int i = 0; i < 2; i++) {
            model.with("model.layers." + i + ".attn.w", 1, 2);
            model.with("model.layers." + i + ".mlp.w", 1, 2);
            model.with("model.layers." + i + ".mlp.w.bias", 1, 2);
        }
        return model;
    }

    private static TestCheckpoint twoStacks() {
        return new TestCheckpoint()
                .with("encoder.block.0.w", 1)
                .with("decoder.block.0.w", 1)
                .with("shared.weight", 1);
    }

    /** A path of layers such as {@code "a 3"}. */
    static String path(String base, String... layers) {
        return """
        merge_method: layer_path
        base_model: %s
        merganser:
          layer_path:
            layers:
        %s
        """
                .formatted(
                        base,
                        Arrays.stream(layers)
                                .map(PathModels::layer)
                                .collect(Collectors.joining("\n")));
    }

    private static String layer(String words) {
        int cut = words.lastIndexOf(' ');
        return "    - {model: %s, layer: %s}"
                .formatted(words.substring(0, cut), words.substring(cut + 1));
    }

    static MergePlan plan(String yaml) {
        return Merger.plan(RecipeReader.parse(yaml, "test"), Models.of(MODELS));
    }
}
