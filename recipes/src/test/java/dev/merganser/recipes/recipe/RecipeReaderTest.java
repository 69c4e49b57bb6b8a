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
                "{merge_method: linear}| 'models' is missing",
                "{merge_method: linear, models: []}| models must list at least one model, found"
                        + " none",
                "{merge_method: linear, models: a}| models must be a list, found the text 'a'",
                "{merge_method: linear, models: [a]}| models[0] must be {model: …, parameters: …},"
                        + " found the text 'a'",
                "{merge_method: linear, models: [{model: {path: a}}]}| models[0].model must be a"
                        + " text, found a mapping",
                "{merge_method: linear, models: [{model: 7}]}| models[0].model must be a text,"
                        + " found the number 7",
                "{merge_method: linear, models: [{model: a}, {model: a}]}| models[1].model must be"
                        + " another model than models[0].model, found 'a' twice",
                "{merge_metod: linear, models: [{model: a}]}| unknown key 'merge_metod'. Did you"
                        + " mean 'merge_method'? Known: base_model, dtype, merganser, merge_method,"
                        + " models, out_dtype, parameters",
                "{merge_method: linear, models: [{model: a, parameter: {}}]}| unknown key"
                        + " 'models[0].parameter'. Did you mean 'parameters'? Known: model, parameters",
                "{merge_method: linear, models: [{model: a}], dtype: float}| dtype must be one of"
                        + " bfloat16, float16, float32, found 'float'. Did you mean 'float16'?",
                "{merge_method: linear, models: [{model: a}], out_dtype: 16}| out_dtype must be a"
                        + " text, found the number 16",
                "{merge_method: linear, models: [{model: a}], merganser: {sed: 1}}| unknown key"
                        + " 'merganser.sed'. Did you mean 'seed'? Known: provenance, seed",
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
                "{merge_method: linear, models: [{model: a, parameters: {weight: {filter: x, value:"
                        + " 1}}}]}| models[0].parameters.weight must be a number, a flag, a word, a"
                        + " list of numbers (a gradient) or a list of {filter, value}, found a mapping",
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
                "{merge_method: passthrough, slices: []}| 'slices' is a key of mergekit that this"
                        + " version does not carry out; layers of whole models are merged one to one:"
                        + " list them as 'models'.",
                "{merge_method: linear, models: [{model: a}], tokenizer_source: union}|"
                        + " 'tokenizer_source' is a key of mergekit that this version does not carry"
                        + " out; the tokenizer is copied from the base model.",
                "{merge_method: ties, base_model: b, models: [{model: a, parameters: {weight: 1, density: 1.5}}]}| models[0].parameters.density must be a finite number from 0 to 1, found 1.5",
                "{merge_method: ties, base_model: b, models: [{model: a, parameters: {weight: 1, density: [1, 0.5, -0.1]}}]}| models[0].parameters.density must be a finite number from 0 to 1, found -0.1",
                "{merge_method: ties, base_model: b, models: [{model: a, parameters: {weight: 1}}], parameters: {density: [{filter: mlp, value: [1, 2]}, {value: 1}]}}| parameters.density must be a finite number from 0 to 1, found 2",
                "{merge_method: slerp, base_model: b, models: [{model: a}]}| 'parameters.t' is missing: merge method 'slerp' needs a finite number",
                "{merge_method: tise, models: [{model: a}]}| There is no merge method 'tise'. Did"
                        + " you mean 'ties'? Known: dare_linear, dare_ties, linear, passthrough, slerp, task_arithmetic, ties.",
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
    void aFileIsReadAndNamedInMessages(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("r.yml"), "merge_method: linear\nmodels: 3\n");
        assertThatThrownBy(() -> RecipeReader.read(file))
                .hasMessage(file + ": models must be a list, found the number 3");
    }

    private static Recipe recipe(String firstLine) {
        return RecipeReader.parse(
                firstLine + "\nmodels: [{model: a, parameters: {weight: 1}}]\n", "x.yml");
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
