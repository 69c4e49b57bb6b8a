package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PathModels.MODELS;
import static dev.merganser.recipes.plan.PathModels.WITH_MERGE;
import static dev.merganser.recipes.plan.PathModels.path;
import static dev.merganser.recipes.plan.PathModels.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** Layer paths in mergekit's words. */
class PathSlicesTest {

    @Test
    void mergekitsWordsMakeTheSameModel() {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser:
                          layer_path:
                            layers:
                            - {model: base, layer: 0}
                            - {model: base, layer: 1}
                            - {model: c, layer: 5, scale: 0.85}
                            - {model: a, layer: 2}
                            - {model: base, layer: 3}
                        """,
                        "test");
        var factors = new LayerFactors(Map.of(2, Map.of("mlp.w", .85)));
        var merger = Merger.of(Models.of(MODELS));
        var plan = merger.plan(recipe, factors);
        Recipe slices = PathSlices.of(recipe, plan).orElseThrow();

        assertThat(RecipeWriter.write(slices))
                .isEqualTo(
                        """
                        merge_method: passthrough
                        base_model: base
                        slices:
                          - sources:
                              - model: base
                                layer_range: [0, 2]
                          - sources:
                              - model: c
                                layer_range: [5, 6]
                                parameters:
                                  scale:
                                    - filter: model.layers.5.mlp.w.bias
                                      value: 1
                                    - filter: model.layers.5.mlp.w
                                      value: 0.85
                                    - value: 1
                          - sources:
                              - model: a
                                layer_range: [2, 3]
                          - sources:
                              - model: base
                                layer_range: [3, 4]
                        """);
        assertSame(merger.plan(slices), plan);
    }

    @Test
    void mergekitHasNoWordsForForeignEndsAndMerges() {
        for (String text :
                List.of(
                        path("base", "a 0", "base 1"),
                        path("base", "base 0", "a 1"),
                        path("base", "other names 0"),
                        WITH_MERGE)) {
            Recipe recipe = RecipeReader.parse(text, "test");
            assertThat(PathSlices.of(recipe, plan(text))).as(text).isEmpty();
        }
    }

    private static void assertSame(MergePlan one, MergePlan other) {
        assertThat(one.tensors()).isEqualTo(other.tensors());
        for (TensorInfo info : one.tensors()) {
            var bytes = MemorySegment.ofArray(new byte[(int) info.bytes()]);
            var others = MemorySegment.ofArray(new byte[(int) info.bytes()]);
            one.writeTensor(info.name(), bytes);
            other.writeTensor(info.name(), others);
            assertThat(bytes.mismatch(others)).as(info.name()).isEqualTo(-1);
        }
    }
}
