package dev.merganser.optimizer.command;

import static dev.merganser.optimizer.command.Refusals.USE;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is wrong in a recipe or its output is said in one line. */
class WrongRecipeTest {

    @TempDir private static Path temp;
    private static SmallFamily family;
    private static Refusals refused;

    @BeforeAll
    static void makeFamily() {
        refused = Refusals.in(temp);
        family = refused.family();
    }

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
        Path recipe = family.write("wrong.yml", Refusals.recipe().replace(old, changed));
        refused.command(USE, complaint, "merge", recipe, temp.resolve("out"));
        assertThat(Program.run("check", recipe).code()).isEqualTo(USE);
    }

    @Test
    void aModelOfARecipeThatIsNotThere() {
        Path missing = temp.resolve("missing.safetensors");
        refused.command(
                USE,
                "family/recipe.yml: Model 'missing.safetensors' must be a file or a folder, but there is nothing at missing.safetensors. Maybe the working directory is another one.",
                "merge",
                refused.recipeWithExpert(missing),
                temp.resolve("out"));
    }

    @Test
    void outputsThatAreThereOrCannotBe() throws IOException {
        Path recipe = family.write("good.yml", Refusals.recipe());
        Files.createDirectories(temp.resolve("there"));
        refused.command(
                USE,
                "The output must not exist yet, found there. Maybe remove it or choose another name.",
                "merge",
                recipe,
                temp.resolve("there"));
        refused.command(
                USE,
                "The output must end in .safetensors or .onnx or be a folder, found out.bin.",
                "merge",
                recipe,
                temp.resolve("out.bin"));
        refused.command(
                USE,
                "out.onnx needs an inference graph to put the weights into, but %s is none. Maybe give --graph G.onnx."
                        .formatted(Bundled.base()),
                "merge",
                recipe,
                temp.resolve("out.onnx"));
        refused.command(
                USE,
                "With a graph the output must end in .onnx, found out.",
                "merge",
                recipe,
                temp.resolve("out"),
                "--graph",
                Bundled.graph());
        refused.command(
                USE,
                "--graph must be an .onnx file, found " + Bundled.base() + ".",
                "merge",
                recipe,
                temp.resolve("out.onnx"),
                "--graph",
                Bundled.base());
    }
}
