package dev.merganser.recipes.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeFiles;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** Recipes that name statistics, from the text to merged values. */
class StatisticsFilesTest {

    private static final String RECIPE =
            """
            merge_method: fisher
            models:
              - model: a.safetensors
                parameters: {statistics: stats/a.safetensors}
              - model: b.safetensors
                parameters: {statistics: stats/b.safetensors, weight: 1}
            parameters: {normalize: false, epsilon: 0}
            """;

    @TempDir private Path folder;

    @BeforeEach
    void writeModels() {
        new TestCheckpoint().with("w", 0, 0).writeTo(folder.resolve("a.safetensors"));
        new TestCheckpoint().with("w", 4, 4).writeTo(folder.resolve("b.safetensors"));
        new TestCheckpoint().with("w", 1, 3).writeTo(folder.resolve("stats/a.safetensors"));
        new TestCheckpoint().with("w", 3, 1).writeTo(folder.resolve("stats/b.safetensors"));
    }

    @Test
    void theStatisticsOfEachModelAreReadFromItsFile() {
        assertThat(merged(RECIPE)).containsExactly(3, 1);
    }

    @Test
    void aRecipeIsReadBackAndListsItsFiles() {
        Recipe recipe = RecipeReader.parse(RECIPE, "recipe.yml");
        assertThat(RecipeReader.parse(RecipeWriter.write(recipe), "again")).isEqualTo(recipe);
        assertThat(RecipeFiles.of(recipe))
                .containsExactly("stats/a.safetensors", "stats/b.safetensors");
        assertThat(RecipeFiles.of(RecipeFiles.renamed(recipe, file -> "new/" + file)))
                .containsExactly("new/stats/a.safetensors", "new/stats/b.safetensors");
    }

    /** Two models and two files of two floats. */
    @Test
    void theFilesAreAmongTheInputsOfTheEstimate() {
        try (Models models = Models.open(folder)) {
            var report =
                    RecipeChecker.check(
                            RecipeReader.parse(RECIPE, "recipe.yml"),
                            models,
                            CheckSettings.standard());
            assertThat(report.estimate().orElseThrow().inputBytes()).isEqualTo(4 * 2 * Float.BYTES);
        }
    }

    @Test
    void planningAndCheckingRefuseAFileThatIsNotThere() {
        String wrong = RECIPE.replace("stats/b", "stats/c");
        String message =
                "Statistics 'stats/c.safetensors' must be a file, but there is nothing at "
                        + folder.resolve("stats/c.safetensors")
                        + ". Maybe the working directory is another one.";
        assertThatThrownBy(() -> merged(wrong))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(message);
        assertThat(findings(wrong)).contains(message);
    }

    @Test
    void planningAndCheckingRefuseStatisticsOfOtherTensors() {
        new TestCheckpoint().with("v", 1, 3).writeTo(folder.resolve("stats/a.safetensors"));
        String message =
                "Statistics 'stats/a.safetensors' must hold the Fisher information 'w' of floats [2]; found none of that name.";
        assertThatThrownBy(() -> merged(RECIPE))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(message);
        assertThat(findings(RECIPE)).anyMatch(found -> found.startsWith(message));
    }

    @Test
    void aMissingParameterAndAnotherKindOfValueAreNamed() {
        assertThatThrownBy(() -> merged(RECIPE.replace("{statistics: stats/a.safetensors}", "{}")))
                .hasMessageContaining(
                        "'models[0].parameters.statistics' is missing: merge method 'fisher' needs the path of a .safetensors file");
        assertThatThrownBy(() -> merged(RECIPE.replace("stats/a.safetensors", "3")))
                .hasMessageContaining(
                        "models[0].parameters.statistics must be the path of a .safetensors file, found 3");
    }

    @Test
    void whatIsNotFiniteIsRefused() {
        new TestCheckpoint().with("w", 1, Float.NaN).writeTo(folder.resolve("stats/a.safetensors"));
        assertThatThrownBy(() -> merged(RECIPE))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("must hold finite numbers, found NaN at element 1");
    }

    private List<String> findings(String recipe) {
        try (Models models = Models.open(folder)) {
            return RecipeChecker.check(
                            RecipeReader.parse(recipe, "recipe.yml"),
                            models,
                            CheckSettings.standard())
                    .findings()
                    .stream()
                    .map(Finding::message)
                    .toList();
        }
    }

    private float[] merged(String recipe) {
        try (Models models = Models.open(folder)) {
            MergePlan plan = Merger.plan(RecipeReader.parse(recipe, "recipe.yml"), models);
            float[] values = new float[2];
            plan.read("w", MemorySegment.ofArray(values));
            return values;
        }
    }
}
