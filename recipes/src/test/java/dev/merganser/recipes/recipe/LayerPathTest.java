package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerPathTest {

    private static final String FULL =
            """
            merge_method: layer_path
            base_model: base
            merganser:
              seed: 7
              layer_path:
                stem: merged
                head: merged
                scale: input
                merges:
                  merged:
                    merge_method: task_arithmetic
                    base_model: base
                    models:
                      - model: expert
                        parameters:
                          weight: 0.5
                layers:
                  - {model: base, layer: 0}
                  - {model: merged, layer: 3, scale: 0.85}
                  - {model: base, layer: 0}
            """;

    @Test
    void aPathIsWrittenAsItWasRead() {
        Recipe recipe = RecipeReader.parse(FULL, "r.yml");

        assertThat(RecipeWriter.write(recipe)).isEqualTo(FULL);
        assertThat(recipe.references()).containsExactly("base", "expert");
        assertThat(recipe.withModels(name -> "x/" + name).references())
                .containsExactly("x/base", "x/expert");
    }

    @Test
    void scalesOfOneLeaveNoTrace() {
        String plain =
                """
                merge_method: layer_path
                base_model: base
                merganser:
                  layer_path:
                    layers:
                      - {model: base, layer: 1}
                """;
        String scaled =
                plain.replace("layer: 1}", "layer: 1, scale: 1.0}")
                        .replace("    layers:", "    scale: input\n    layers:");

        assertThat(RecipeWriter.write(RecipeReader.parse(scaled, "r.yml"))).isEqualTo(plain);
        assertThat(RecipeReader.parse(plain, "r.yml").composition()).isInstanceOf(LayerPath.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    layer: 3, | layer: -1, | layer
                    layer: 3, | layer: 1.5, | layer
                    scale: 0.85 | scale: .nan | scale
                    scale: 0.85 | scale: 1.0e+300 | layer_path.layers[1].scale must be 0 or a number from 1.4e-45 to 3.4e38 of either sign (float32), found the number 1.0E300
                    scale: 0.85 | scale: -1.0e-50 | layers[1].scale must be 0 or a number
                    scale: input | scale: both | branches or input
                    model: merged, | model: base, | merges.merged must be used
                    base_model: base | dtype: float32 | 'base_model' is missing
                    merge_method: layer_path | merge_method: linear | must be 'layer_path'
                    weight: 0.5 | wait: 0.5 | merges.merged
                    model: expert | model: merged | merges.merged must not be called as a model is
                    merged: | '"a+b":' | needs a name without
                    base_model: base | base_model: base\\ntokenizer_source: base | tokenizer
                    layer: 3, | layer: 3, weight: 1, | unknown key
                    seed: 7 | seeds: 7 | unknown key
                    '{model: base, layer: 0}' | base | '{model: …'
                    """)
    void whatIsWrongIsOneLine(String good, String bad, String message) {
        String text =
                FULL.replace("    stem: merged\n", "")
                        .replace("    head: merged\n", "")
                        .replaceFirst(
                                java.util.regex.Pattern.quote(good), bad.replace("\\n", "\n"));

        assertThatThrownBy(() -> RecipeReader.parse(text, "r.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("r.yml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
