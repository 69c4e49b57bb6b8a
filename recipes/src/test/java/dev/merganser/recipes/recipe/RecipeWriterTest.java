package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RecipeWriterTest {

    private static final Recipe TIES =
            Recipe.of(
                            "ties",
                            List.of(
                                    new ModelEntry(
                                            "experts/digits",
                                            Parameters.NONE
                                                    .with("weight", 0.4)
                                                    .with(
                                                            "density",
                                                            ParameterValue.gradient(1, 0.7, 0.1))),
                                    new ModelEntry(
                                            "experts/fashion",
                                            Parameters.NONE.with(
                                                    "weight",
                                                    ParameterValue.filtered(
                                                            Rule.of("mlp", ParameterValue.of(0.5)),
                                                            Rule.otherwise(
                                                                    ParameterValue.of(0.2)))))))
                    .withBaseModel("base")
                    .withParameters(Parameters.NONE.with("normalize", false).with("lambda", 1))
                    .withDtype(DType.F32)
                    .withOutDtype(DType.BF16);

    @Test
    void theCanonicalTextHasItsKeysInAFixedOrder() {
        var recipe = TIES.withMaskSeed(42).withProvenance(Map.of("run", "a b", "candidate", "12"));
        assertThat(RecipeWriter.write(recipe))
                .isEqualTo(
                        """
                        merge_method: ties
                        base_model: base
                        models:
                          - model: experts/digits
                            parameters:
                              density: [1, 0.7, 0.1]
                              weight: 0.4
                          - model: experts/fashion
                            parameters:
                              weight:
                                - filter: mlp
                                  value: 0.5
                                - value: 0.2
                        parameters:
                          lambda: 1
                          normalize: false
                        dtype: float32
                        out_dtype: bfloat16
                        merganser:
                          seed: 42
                          provenance:
                            candidate: "12"
                            run: "a b"
                        """);
        assertThat(RecipeReader.parse(RecipeWriter.write(recipe), "x.yml")).isEqualTo(recipe);
    }

    @Test
    void slicesAndTokensAreWrittenInBlocks() {
        String text =
                """
                merge_method: ties
                base_model: base
                modules:
                  text:
                    slices:
                      - sources:
                          - model: a
                            layer_range: [0, 2]
                            parameters:
                              weight: 1
                          - model: b
                            layer_range: [1, 3]
                            parameters:
                              weight: 2
                        base_model: c
                        parameters:
                          density: 0.5
                  vision:
                    models:
                      - model: a
                    parameters:
                      weight: 1
                tokenizer:
                  source: union
                  tokens:
                    "<s>":
                      source: a
                      force: true
                    "<z>":
                      source:
                        kind: model_token
                        model: b
                        token_id: 7
                  pad_to_multiple_of: 8
                chat_template: "{{ x }}\\u000A{{ y }}"
                """;
        Recipe recipe = RecipeReader.parse(text, "x.yml");
        assertThat(RecipeWriter.write(recipe)).isEqualTo(text);
        assertThat(recipe.chatTemplate()).contains("{{ x }}\n{{ y }}");
    }

    @Test
    void aTokenizersModelThatIsCalledAsAWordOfMergekitIsWrittenAsAMapping() {
        var base = TokenizerSettings.of(new TokenizerSettings.OfModel("base"));
        String text = RecipeWriter.write(TIES.withTokenizer(base));
        assertThat(text).endsWith("tokenizer_source: {model: {path: base}}\n");
        assertThat(RecipeReader.parse(text, "x.yml").tokenizer()).contains(base);
    }

    @Test
    void aSliceOfAMethodWithoutBaseIsMergekitsEvenWhereThereIsABase() {
        var slices = new Composition.Slices(List.of(OutputSlice.of(SliceSource.of("a", 0, 2))));
        var passthrough = Recipe.of("passthrough", slices).withBaseModel("base");
        assertThat(RecipeWriter.write(passthrough)).startsWith("merge_method: passthrough\n");
    }

    @Test
    void theIdIsThatOfTheContentWithoutItsProvenance() {
        assertThat(TIES.id())
                .hasSize(64)
                .isEqualTo(TIES.withProvenance(Map.of("run", "7")).id())
                .isNotEqualTo(TIES.withMaskSeed(1).id())
                .isNotEqualTo(TIES.withOutDtype(DType.F16).id());
    }

    @Test
    void aParameterThatMergekitWouldIgnoreChangesTheWrittenName() {
        var ours = TIES.withParameters(Parameters.NONE.with("trim", ParameterValue.of("model")));
        assertThat(RecipeWriter.write(ours)).startsWith("merge_method: \"merganser:ties\"\n");
        assertThat(RecipeWriter.write(Recipe.of("varm", TIES.models())))
                .startsWith("merge_method: varm\n");
    }

    @Test
    void aBaseThatMergekitWouldMergeTooChangesTheWrittenName() {
        var weighted = Parameters.NONE.with("weight", 1);
        var linear = Recipe.of("linear", List.of(new ModelEntry("experts/digits", weighted)));
        assertThat(RecipeWriter.write(linear)).startsWith("merge_method: linear\n");
        assertThat(RecipeWriter.write(linear.withBaseModel("base")))
                .startsWith("merge_method: \"merganser:linear\"\n");
        assertThat(RecipeWriter.write(linear.withBaseModel("experts/digits")))
                .startsWith("merge_method: linear\n");
    }

    @Test
    void theSeedNeverChangesTheWrittenName() {
        assertThat(RecipeWriter.write(TIES.withMaskSeed(1))).startsWith("merge_method: ties\n");
    }

    @Test
    void modelsAreRenamedTogetherWithTheBase() {
        var renamed = TIES.withModels(name -> "/m/" + name);
        assertThat(renamed.baseModel()).contains("/m/base");
        assertThat(renamed.models())
                .extracting(ModelEntry::model)
                .containsExactly("/m/experts/digits", "/m/experts/fashion");
        assertThat(renamed.models().get(0).parameters())
                .isEqualTo(TIES.models().get(0).parameters());
    }

    @Test
    void bothSpellingsOfAMethodAreOneRecipe() {
        assertThat(Recipe.of("merganser:ties", TIES.models()))
                .isEqualTo(Recipe.of("ties", TIES.models()));
    }

    @Test
    void wrongRecipesCannotBeMade() {
        assertThatThrownBy(() -> Recipe.of("ties", List.of()))
                .hasMessage("A recipe needs at least one model, found 0");
        assertThatThrownBy(() -> Recipe.of("ties", List.of(ModelEntry.of("a"), ModelEntry.of("a"))))
                .hasMessage("Each model may be listed once, found 'a' twice");
        assertThatThrownBy(() -> TIES.withMaskSeed(-1))
                .hasMessage("A mask seed must be 0 to 9007199254740991, found -1");
        assertThatThrownBy(() -> TIES.withOutDtype(DType.I64))
                .hasMessage("out_dtype must be F32, F16 or BF16, found I64");
        assertThatThrownBy(() -> ModelEntry.of(" "))
                .hasMessage("A model needs a path or an alias, found ' '");
    }
}
