package dev.merganser.optimizer.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code --compat} of the commands merge and check. */
class CompatOptionTest {

    private static final Path MODELS =
            Bundled.HOME.resolve("recipes/src/test/resources/golden/e2e/models_f32");

    @TempDir private Path temp;

    @Test
    void onlyMergekitIsKnown() throws IOException {
        Path recipe = recipe(0.5);
        Program merge = Program.run("merge", recipe, temp.resolve("out"), "--compat", "mergekitt");
        assertThat(merge.code()).isEqualTo(2);
        assertThat(merge.complaint()).isEqualTo("--compat must be mergekit, found 'mergekitt'.");
        Program check = Program.run("check", recipe, "--compat", "Mergekit");
        assertThat(check.code()).isEqualTo(2);
        assertThat(check.complaint()).isEqualTo("--compat must be mergekit, found 'Mergekit'.");
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void checkNamesTheQuirksThatWouldTakeEffect() throws IOException {
        Program check = Program.run("check", recipe(0.5), "--compat", "mergekit");
        assertThat(check.code()).isZero();
        assertThat(check.out().lines())
                .contains(
                        "note: mergekit: 2 embeddings cut to the rows and columns that all models have, whatever their tokens are: 'model.embed_tokens.weight' of [64, 32] and so on.",
                        "note: mergekit: 39 tensors computed in float32, weights and every step rounded to it; equal inputs are not copied.");
        assertThat(Program.run("check", recipe(0.5)).code()).isEqualTo(1);
    }

    @Test
    void whatMergekitCannotDoIsRefusedByBoth() throws IOException {
        Path recipe = recipe(-0.5);
        String reason =
                "Weights of linear must not sum to 0 where normalize is on, but for tensor 'model.embed_tokens.weight' they do: mergekit would write NaN here. Maybe set normalize: false.";
        Program merge = Program.run("merge", recipe, temp.resolve("out"), "--compat", "mergekit");
        assertThat(merge.code()).isEqualTo(2);
        assertThat(merge.complaint()).isEqualTo(recipe + ": " + reason);
        Program check = Program.run("check", recipe, "--compat", "mergekit");
        assertThat(check.code()).isEqualTo(2);
        assertThat(check.out()).contains("error: " + reason);
    }

    @Test
    void theRecipeOfTheOutputTellsWhoseRulesHeld() throws IOException {
        Path out = temp.resolve("out");
        Program.run("merge", recipe(0.5), out, "--compat", "mergekit");
        assertThat(out.resolve("merganser_recipe.yml"))
                .content()
                .startsWith("# Merged by mergekit's rules: to repeat it, add --compat mergekit.\n");
        Program again =
                Program.run(
                        "merge",
                        out.resolve("merganser_recipe.yml"),
                        temp.resolve("again"),
                        "--compat",
                        "mergekit");
        assertThat(again.code()).isZero();
        assertThat(temp.resolve("again/merganser_recipe.yml"))
                .hasSameTextualContentAs(out.resolve("merganser_recipe.yml"));
    }

    /** One half of a model and a part of one with more tokens. */
    private Path recipe(double weight) throws IOException {
        return Files.writeString(
                temp.resolve("recipe.yml"),
                """
                merge_method: linear
                dtype: float32
                models:
                - {model: %1$s/expert1, parameters: {weight: 0.5}}
                - {model: %1$s/bigvocab, parameters: {weight: %2$s}}
                """
                        .formatted(MODELS, weight));
    }
}
