package dev.merganser.recipes.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class RecipeReaderTest {

    @Test
    void mergekitsExampleOfFiltersAndGradientsIsRead() {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: slerp
                        base_model: models/base
                        models:
                        - {model: models/base}
                        - {model: models/expert1}
                        dtype: float32
                        parameters:
                          t:
                          - filter: self_attn
                            value: [0, 0.5, 0.3, 0.7, 1]
                          - filter: mlp
                            value: [1, 0.5, 0.7, 0.3, 0]
                          - {value: 0.5}
                        """,
                        "x.yml");
        assertThat(recipe)
                .isEqualTo(
                        Recipe.of(
                                        "slerp",
                                        List.of(
                                                ModelEntry.of("models/base"),
                                                ModelEntry.of("models/expert1")))
                                .withBaseModel("models/base")
                                .withDtype(DType.F32)
                                .withParameters(
                                        Parameters.NONE.with(
                                                "t",
                                                ParameterValue.filtered(
                                                        Rule.of(
                                                                "self_attn",
                                                                ParameterValue.gradient(
                                                                        0, 0.5, 0.3, 0.7, 1)),
                                                        Rule.of(
                                                                "mlp",
                                                                ParameterValue.gradient(
                                                                        1, 0.5, 0.7, 0.3, 0)),
                                                        Rule.otherwise(ParameterValue.of(0.5))))));
    }

    @ParameterizedTest
    @CsvSource({"1e-3, 0.001", "+0.5, 0.5", ".5, 0.5", "1., 1", "-1.0e-07, -1e-7", "\"0.5\", 0.5"})
    void numbersAreReadAsYaml11And12WriteThem(String written, double expected) {
        assertThat(weight(written)).isEqualTo(ParameterValue.of(expected));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "yes, true", "ON, true", "no, false", "off, false"})
    void flagsAreReadAsYaml11And12WriteThem(String written, boolean expected) {
        Recipe recipe =
                RecipeReader.parse(
                        "{merge_method: linear, models: [{model: a, parameters: {weight: 1}}],"
                                + " parameters: {normalize: "
                                + written
                                + "}}",
                        "x.yml");
        assertThat(recipe.parameters().find("normalize")).contains(ParameterValue.of(expected));
    }

    @Test
    void thePrefixOfAMethodIsRead() {
        assertThat(recipe("merge_method: merganser:linear").mergeMethod()).isEqualTo("linear");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{models: [{model: a}]}| 'merge_method' is missing",
                "{merge_method: linear}| must hold one of models, slices, modules, found none",
                "{merge_method: linear, modules: {text: {}}}| modules.text must hold one of models,"
                        + " slices, found none",
                "{merge_method: linear, models: ['model:a']}| models[0] must be a mapping, found the"
                        + " text 'model:a'. Maybe put a space after 'model:'.",
                "{merge_method: linear, models: [{model: a}], dtype: bf16}| dtype must be one of"
                        + " bfloat16, float16, float32, found 'bf16'. Did you mean 'bfloat16'?",
                "{merge_method: linear, models: [{model: a}], out_dtype: torch.bfloat16}| out_dtype"
                        + " must be one of bfloat16, float16, float32, found 'torch.bfloat16'. Did you mean"
                        + " 'bfloat16'?",
                "{merge_method: linear, models: [{model: a}], dtype: half}| dtype must be one of"
                        + " bfloat16, float16, float32, found 'half'. Did you mean 'float16'?",
                "{merge_method: linear, models: [{model: a}], random_seed: 7}| unknown key"
                        + " 'random_seed'. Maybe write 'merganser: {seed: …}', which seeds random masks."
                        + " Known: align, base_model, chat_template, compress, dtype, merganser, merge_method, models, modules,"
                        + " out_dtype, parameters, slices, tokenizer, tokenizer_source, wrap",
                "{merge_method: linear, models: [{model: a, weight: 1}]}| unknown key"
                        + " 'models[0].weight'. Maybe put it below 'parameters'. Known: model, parameters",
                "{merge_method: linear, models: []}| models must list at least one model, found"
                        + " none",
                "{merge_method: linear, models: a}| models must be a list, found the text 'a'",
                "{merge_method: linear, models: [a]}| models[0] must be {model: …, parameters: …},"
                        + " found the text 'a'",
                "{merge_method: linear, models: [{model: {pth: a}}]}| unknown key 'models[0].model.pth'."
                        + " Did you mean 'path'? Known: path, revision",
                "{merge_method: linear, models: [{model: {model: {path: 7}}}]}| models[0].model.model.path"
                        + " must be a text, found the number 7",
                "{merge_method: linear, models: [{model: 7}]}| models[0].model must be a text,"
                        + " found the number 7",
                "{merge_method: linear, models: [{model: a}, {model: a}]}| models[1].model must be"
                        + " another model than models[0].model, found 'a' twice",
                "{merge_metod: linear, models: [{model: a}]}| unknown key 'merge_metod'. Did you"
                        + " mean 'merge_method'? Known: align, base_model, chat_template, compress, dtype, merganser, merge_method,"
                        + " models, modules, out_dtype, parameters, slices, tokenizer, tokenizer_source, wrap",
                "{merge_method: linear, models: [{model: a, parameter: {}}]}| unknown key"
                        + " 'models[0].parameter'. Did you mean 'parameters'? Known: model, parameters",
                "{merge_method: linear, models: [{model: a}], dtype: float}| dtype must be one of"
                        + " bfloat16, float16, float32, found 'float'. Did you mean 'float32'?",
                "{merge_method: linear, models: [{model: a}], out_dtype: 16}| out_dtype must be a"
                        + " text, found the number 16",
                "{merge_method: linear, models: [{model: a}], merganser: {sed: 1}}| unknown key"
                        + " 'merganser.sed'. Did you mean 'seed'? Known: layer_path, provenance, seed",
                "{merge_method: linear, models: [{model: a}], merganser: {seed: -1}}|"
                        + " merganser.seed must be a whole number from 0 to 9007199254740991, found the"
                        + " number -1",
                "{merge_method: linear, models: [{model: a, parameters: {weight: .nan}}]}|"
                        + " models[0].parameters.weight must be a finite number, found NaN",
                "{merge_method: linear, models: [{model: a, parameters: {weight: 1e999}}]}|"
                        + " models[0].parameters.weight must be a finite number, found Infinity",
                "{merge_method: linear, models: [{model: a, parameters: {weight: [1, x]}}]}|"
                        + " models[0].parameters.weight must be a list of numbers or a list of {filter,"
                        + " value}, found the text 'x'",
                "{merge_method: linear, models: [{model: a, parameters: {weight: [1, {value:"
                        + " 2}]}}]}| models[0].parameters.weight must be a list of numbers or a list of"
                        + " {filter, value}, found a mapping",
                "{merge_method: linear, models: [{model: a, parameters: {weight: {filter: x, valu: 1}}}]}|"
                        + " unknown key 'models[0].parameters.weight.valu'. Did you mean 'value'? Known: filter, value",
                "{merge_method: linear, models: [{model: a, parameters: {weight: [{filter: x}]}}]}|"
                        + " 'models[0].parameters.weight[0].value' is missing",
                "{merge_method: linear, models: [{model: a, parameters: {weight: [{filtr: x, value:"
                        + " 1}]}}]}| unknown key 'models[0].parameters.weight[0].filtr'. Did you mean"
                        + " 'filter'? Known: filter, value",
                "{merge_method: linear, models: [{model: a, parameters: {weight: []}}]}|"
                        + " models[0].parameters.weight must be a number, a flag, a word, a list of"
                        + " numbers (a gradient) or a list of {filter, value}, found nothing",
                "{merge_method: linear, models: [{model: a, parameters: {weight: }}]}|"
                        + " models[0].parameters.weight must be a number, a flag, a word, a list of"
                        + " numbers (a gradient) or a list of {filter, value}, found nothing",
                "{merge_method: ties, base_model: b, models: [{model: a, parameters: {weight: 1, density: 1.5}}]}| models[0].parameters.density must be a finite number from 0 to 1, found 1.5",
                "{merge_method: ties, base_model: b, models: [{model: a, parameters: {weight: 1, density: [1, 0.5, -0.1]}}]}| models[0].parameters.density must be a finite number from 0 to 1, found -0.1",
                "{merge_method: ties, base_model: b, models: [{model: a, parameters: {weight: 1}}], parameters: {density: [{filter: mlp, value: [1, 2]}, {value: 1}]}}| parameters.density must be a finite number from 0 to 1, found 2",
                "{merge_method: slerp, base_model: b, models: [{model: a}]}| 'parameters.t' is missing: merge method 'slerp' needs a finite number",
                "{merge_method: linear, models: [{model: a, parameters: {wieght: 1}}]}| merge"
                        + " method 'linear' has no parameter 'models[0].parameters.wieght'. Did you"
                        + " mean 'weight'? Known: weight, normalize",
                "{merge_method: linear, models: [{model: a, parameters: {weight: 1}}], parameters:"
                        + " {normalise: true}}| merge method 'linear' has no parameter"
                        + " 'parameters.normalise'. Did you mean 'normalize'? Known: weight, normalize",
                "{merge_method: linear, models: [{model: a, parameters: {weight: 1, normalize:"
                        + " true}}]}| models[0].parameters.normalize must be one value for all models:"
                        + " state it under 'parameters'",
                "{merge_method: linear, models: [{model: a, parameters: {weight: 1}}, {model: b}]}|"
                        + " 'models[1].parameters.weight' is missing: merge method 'linear' needs a"
                        + " finite number",
                "{merge_method: linear, models: [{model: a, parameters: {weight: much}}]}|"
                        + " models[0].parameters.weight must be a finite number, found 'much'",
                "{merge_method: linear, models: [{model: a, parameters: {weight: 1}}], parameters:"
                        + " {normalize: 1}}| parameters.normalize must be true or false, found 1",
            })
    void wrongInputGivesOneLineThatNamesTheKey(String text, String expected) {
        assertThatThrownBy(() -> RecipeReader.parse(text, "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("x.yml: " + expected);
    }

    @Test
    void anUnknownMethodGivesTheNearestKnownOne() {
        assertThatThrownBy(
                        () -> RecipeReader.parse("{merge_method: tise, models: [{model: a}]}", "x"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith(
                        "x: There is no merge method 'tise'. Did you mean 'ties'? Known: ")
                .hasMessageContaining(", linear, ");
    }

    @Test
    void slicesAreReadWithTheirRangesAndParameters() {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: linear
                        slices:
                        - sources:
                          - {model: a, layer_range: [0, 2], parameters: {weight: 1}}
                          - {model: b, layer_range: [2, 4], parameters: {weight: 0.5}}
                          residual_weight: 0.5
                        - sources: [{model: a, layer_range: [1, 3]}]
                          base_model: b
                          parameters: {weight: {filter: mlp, value: 2}}
                        parameters: {weight: 3}
                        """,
                        "x.yml");
        var weight = Parameters.NONE;
        assertThat(recipe.composition())
                .isEqualTo(
                        new Composition.Slices(
                                List.of(
                                        OutputSlice.of(
                                                new SliceSource(
                                                        "a", 0, 2, weight.with("weight", 1)),
                                                new SliceSource(
                                                        "b", 2, 4, weight.with("weight", 0.5))),
                                        new OutputSlice(
                                                List.of(SliceSource.of("a", 1, 3)),
                                                Optional.of("b"),
                                                weight.with(
                                                        "weight",
                                                        ParameterValue.filtered(
                                                                Rule.of(
                                                                        "mlp",
                                                                        ParameterValue.of(2))))))));
        assertThat(recipe.models()).isEmpty();
        assertThat(recipe.references()).containsExactly("a", "b");
    }

    @Test
    void modulesAreReadByName() {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: linear
                        base_model: {model: {path: b, revision: main}}
                        modules:
                          text:
                            slices: [{sources: [{model: a, layer_range: [0, 1]}]}]
                            parameters: {weight: 1}
                          vision:
                            models: [{model: {model: {path: c}, lora: {path: d, revision: v1}}}]
                        parameters: {weight: 0.5}
                        """,
                        "x.yml");
        assertThat(recipe.composition())
                .isEqualTo(
                        new Composition.Modules(
                                Map.of(
                                        "text",
                                        new OutputModule(
                                                new Composition.Slices(
                                                        List.of(
                                                                OutputSlice.of(
                                                                        SliceSource.of(
                                                                                "a", 0, 1)))),
                                                Parameters.NONE.with("weight", 1)),
                                        "vision",
                                        new OutputModule(
                                                new Composition.WholeModels(
                                                        List.of(ModelEntry.of("c+d@v1"))),
                                                Parameters.NONE))));
        assertThat(recipe.references()).containsExactly("b@main", "a", "c+d@v1");
    }

    @Test
    void theTokenizerIsReadWithItsRules() {
        Recipe recipe =
                recipe(
                        """
                        merge_method: linear
                        chat_template: chatml
                        tokenizer:
                          source: {model: {path: t}}
                          pad_to_multiple_of: 64
                          tokens:
                            "<s>": {source: a, force: true}
                            "<pad>": {source: {kind: zero}}
                            "<im>": {source: {kind: model_token, model: a, token: "</s>"}}
                            "7": {source: {kind: model_token, model: a, token_id: 2}}
                        """);
        assertThat(recipe.tokenizer())
                .contains(
                        new TokenizerSettings(
                                new TokenizerSettings.OfModel("t"),
                                Map.of(
                                        "<s>",
                                        new TokenRule(new TokenRule.OfModel("a"), true),
                                        "<pad>",
                                        new TokenRule(new TokenRule.Zero(), false),
                                        "<im>",
                                        rule(Optional.of("</s>"), OptionalInt.empty()),
                                        "7",
                                        rule(Optional.empty(), OptionalInt.of(2))),
                                OptionalInt.of(64)));
        assertThat(recipe.chatTemplate()).contains("chatml");
    }

    @Test
    void theTokenizersSourceIsTheUnionUnlessStated() {
        assertThat(recipe("merge_method: linear\ntokenizer: {pad_to_multiple_of: 8}").tokenizer())
                .contains(
                        new TokenizerSettings(
                                new TokenizerSettings.Union(), Map.of(), OptionalInt.of(8)));
    }

    private static TokenRule rule(Optional<String> token, OptionalInt id) {
        return new TokenRule(new TokenRule.ModelToken("a", token, id), false);
    }

    @ParameterizedTest
    @CsvSource({"union", "base", "t"})
    void aSourceAloneIsATokenizer(String source) {
        var expected =
                switch (source) {
                    case "union" -> new TokenizerSettings.Union();
                    case "base" -> new TokenizerSettings.Base();
                    default -> new TokenizerSettings.OfModel(source);
                };
        assertThat(recipe("merge_method: linear\ntokenizer_source: " + source).tokenizer())
                .contains(TokenizerSettings.of(expected))
                .isEqualTo(
                        recipe("merge_method: linear\ntokenizer: {source: " + source + "}")
                                .tokenizer());
    }

    @Test
    void nothingIsTheSameAsNoKey() {
        assertThat(
                        recipe(
                                "{merge_method: linear, base_model: , slices: , modules: null,"
                                        + " dtype: , tokenizer: , tokenizer_source: , chat_template: ,"
                                        + " models: [{model: a, parameters: {weight: 1}}]}"))
                .isEqualTo(recipe("merge_method: linear"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slices: []| slices must list at least one slice, found none",
                "slices: [{}]| 'slices[0].sources' is missing",
                "slices: [{sources: []}]| slices[0].sources must list at least one source, found none",
                "slices: [{sources: [{model: a}]}]| 'slices[0].sources[0].layer_range' is missing",
                "slices: [{sources: [{model: a, layer_range: [0, 1.5]}]}]|"
                        + " slices[0].sources[0].layer_range must be two whole numbers from 0, found the number 1.5",
                "slices: [{sources: [{model: a, layer_range: [3, 3]}]}]|"
                        + " slices[0].sources[0].layer_range must be [first, end] with first < end (the end is not included), found [3, 3]",
                "slices: [{sources: [{model: a, layer_range: [3]}]}]|"
                        + " slices[0].sources[0].layer_range must be [first, end] with first < end (the end is not included), found [3]",
                "slices: [{sources: [{model: a, layer_range: [0, 1]}, {model: a, layer_range: [1, 2]}]}]|"
                        + " slices[0].sources[1].model must be another model than slices[0].sources[0].model, found 'a' twice",
                "slices: [{sources: [{model: a, layer_range: [0, 2]}, {model: b, layer_range: [1, 2]}]}]|"
                        + " slices[0].sources must be ranges of one length, found [0, 2] of 'a' with 2 layers and [1, 2] of 'b' with 1",
                "slices: [{sources: [{model: a, layer_range: [0, 1]}], parameter: {}}]|"
                        + " unknown key 'slices[0].parameter'. Did you mean 'parameters'? Known: base_model, parameters, residual_weight, sources",
                "slices: [{sources: [{model: a, layer_range: [0, 1]}]}]|"
                        + " 'slices[0].sources[0].parameters.weight' is missing: merge method 'linear' needs a finite number",
                "slices: [{sources: [{model: a, layer_range: [0, 1], parameters: {weight: 1, normalize: true}}]}]|"
                        + " slices[0].sources[0].parameters.normalize must be one value for all models: state it under 'parameters'",
                "{models: [{model: a}], slices: [{}]}| must hold one of models, slices, modules, found models and slices",
                "modules: {}| modules must name at least one module, found none",
                "modules: {text: {slices: [{}], models: [{model: a}]}}|"
                        + " modules.text must hold one of models, slices, found models and slices",
                "modules: {text: {models: [{model: a, parameters: {wieght: 1}}], parameters: {weight: 1}}}|"
                        + " merge method 'linear' has no parameter 'modules.text.models[0].parameters.wieght'."
                        + " Did you mean 'weight'? Known: weight, normalize",
                "{models: [{model: a}], tokenizer: {source: union}, tokenizer_source: base}|"
                        + " must hold one of tokenizer_source, tokenizer, found tokenizer_source and tokenizer",
                "{models: [{model: a}], tokenizer: {source: base, pad_to_multiple_of: 0}}|"
                        + " tokenizer.pad_to_multiple_of must be a whole number from 1 to 2147483647, found the number 0",
                "{models: [{model: a}], tokenizer: {source: base, tokens: {x: {source: {kind: nil}}}}}|"
                        + " tokenizer.tokens.x.source.kind must be model_token or zero, found the text 'nil'",
                "{models: [{model: a}], tokenizer: {source: base, tokens: {x: {source: {kind: model_token, model: a}}}}}|"
                        + " tokenizer.tokens.x.source must hold one of token, token_id, found none",
            })
    void wrongFormsOfTheLanguageGiveOneLine(String text, String expected) {
        String yaml =
                text.startsWith("{")
                        ? "{merge_method: linear, " + text.substring(1)
                        : "merge_method: linear\n" + text;
        assertThatThrownBy(() -> RecipeReader.parse(yaml, "x.yml"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("x.yml: " + expected);
    }

    @Test
    void aFileIsReadAndNamedInMessages(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("r.yml"), "merge_method: linear\nmodels: 3\n");
        assertThatThrownBy(() -> RecipeReader.read(file))
                .hasMessage(file + ": models must be a list, found the number 3");
    }

    private static Recipe recipe(String firstLine) {
        String text =
                firstLine.startsWith("{")
                        ? firstLine
                        : firstLine + "\nmodels: [{model: a, parameters: {weight: 1}}]\n";
        return RecipeReader.parse(text, "x.yml");
    }

    private static ParameterValue weight(String written) {
        return RecipeReader.parse(
                        "{merge_method: linear, models: [{model: a, parameters: {weight: "
                                + written
                                + "}}]}",
                        "x.yml")
                .models()
                .get(0)
                .parameters()
                .find("weight")
                .orElseThrow();
    }
}
