package dev.merganser.optimizer.command;

import static dev.merganser.optimizer.command.Refusals.USE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is wrong in a recipe or its output is said in one line. */
class WrongRecipeTest {

    @RegisterExtension static final Refusals REFUSED = Refusals.make();
    private static final SmallFamily FAMILY = REFUSED.family();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    merge_method: | merge_metod: | family/wrong.yml: unknown key 'merge_metod'. Did you mean 'merge_method'? Known: align, base_model, chat_template, compress, dtype, merganser, merge_method, models, modules, out_dtype, parameters, slices, tokenizer, tokenizer_source, wrap
                    task_arithmetic | tis | family/wrong.yml: There is no merge method 'tis'. Did you mean 'ties'? Known: ALL_METHODS.
                    weight: 0.5 | wieght: 0.5 | family/wrong.yml: merge method 'task_arithmetic' has no parameter 'models[0].parameters.wieght'. Did you mean 'weight'? Known: weight, normalize, lambda, density, rescale, int8_mask
                    weight: 0.5 | "weight: 0.5, density: 1.5" | family/wrong.yml: models[0].parameters.density must be a finite number from 0 to 1, found 1.5
                    base_model: | # | family/wrong.yml: Merge method 'task_arithmetic' needs a base_model; found none.
                    merge_method: | "out_dtype: float8\nmerge_method:" | family/wrong.yml: out_dtype must be one of bfloat16, float16, float32, found 'float8'. Did you mean 'float16'?
                    """)
    void aRecipeThatIsWrong(String old, String changed, String complaint) {
        Path recipe = FAMILY.write("wrong.yml", Refusals.recipe().replace(old, changed));
        REFUSED.command(USE, complaint, "merge", recipe, REFUSED.file("out"));
        assertThat(Program.run("check", recipe).code()).isEqualTo(USE);
    }

    @Test
    void aModelOfARecipeThatIsNotThere() {
        Path missing = REFUSED.file("missing.safetensors");
        REFUSED.command(
                USE,
                "family/recipe.yml: Model 'missing.safetensors' must be a file or a folder, but there is nothing at missing.safetensors. Maybe the working directory is another one.",
                "merge",
                REFUSED.recipeWithExpert(missing),
                REFUSED.file("out"));
    }

    @Test
    void outputsThatAreThereOrCannotBe() throws IOException {
        Path recipe = FAMILY.write("good.yml", Refusals.recipe());
        Files.createDirectories(REFUSED.file("there"));
        REFUSED.command(
                USE,
                "The output must not exist yet, found there. Maybe remove it or choose another name.",
                "merge",
                recipe,
                REFUSED.file("there"));
        REFUSED.command(
                USE,
                "The output must end in .safetensors or .onnx or be a folder, found out.bin.",
                "merge",
                recipe,
                REFUSED.file("out.bin"));
        REFUSED.command(
                USE,
                "out.onnx needs an inference graph to put the weights into, but %s is none. Maybe give --graph G.onnx."
                        .formatted(Bundled.base()),
                "merge",
                recipe,
                REFUSED.file("out.onnx"));
        REFUSED.command(
                USE,
                "With a graph the output must end in .onnx, found out.",
                "merge",
                recipe,
                REFUSED.file("out"),
                "--graph",
                Bundled.graph());
        REFUSED.command(
                USE,
                "--graph must be an .onnx file, found " + Bundled.base() + ".",
                "merge",
                recipe,
                REFUSED.file("out.onnx"),
                "--graph",
                Bundled.base());
    }
}
