package dev.merganser.recipes.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class RecipeCheckerTest {

    private static final TestCheckpoint CLEAN = new TestCheckpoint().with("x", 1, 2).with("y", 3);

    @Test
    void aGoodRecipeHasNoFindings() {
        assertThat(check(TestRecipes.linear(1, 1), Map.of("a", CLEAN, "b", CLEAN))).isEmpty();
    }

    /** What merges refuse of names, shapes and arguments shows before they begin. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "emr | task: 4 | Parameter 'task' of emr must be the number of a model, from 1 to 2, found 4.",
                "tall_mask | task: 3 | Parameter 'task' of tall_mask must be the number of a model, from 1 to 2, found 3.",
                "tsvm | task: 3 | Parameter 'task' of tsvm must be at most the number of models, 2; found 3.",
                "layer_swap | bottom: 1, top: 1 | Layers of layer_swap must be at least bottom + top + 2 · transition = 2; 'l' has 1.",
                "pcb | ratio: [{filter: l.0, value: 0.5}, {value: 0.1}] | Parameter 'ratio' of pcb must be one value for the whole model; found 0.5 for 'l.0.w' and 0.1 for 'x'.",
            })
    void whatTheMethodRefusesIsAnError(String method, String parameters, String message) {
        var model = new TestCheckpoint().with("l.0.w", 1, 2).with("x", 3);
        String base = method.equals("layer_swap") ? "a" : "base";
        var recipe =
                RecipeReader.parse(
                        "{merge_method: %s, base_model: %s, models: [{model: a}, {model: b}], parameters: {%s}}"
                                .formatted(method, base, parameters),
                        "recipe.yml");
        assertThat(check(recipe, Map.of("a", model, "b", model, "base", model)))
                .contains(Finding.wrongUse(message));
    }

    @Test
    void everythingThatIsWrongIsListed() {
        var recipe =
                Recipe.of(
                        "linear",
                        List.of(
                                new ModelEntry("a", Parameters.NONE.with("wieght", 1)),
                                ModelEntry.of("gone")));
        assertThat(check(recipe, Map.of("a", CLEAN)))
                .containsExactly(
                        Finding.wrongUse(
                                "merge method 'linear' has no parameter"
                                        + " 'models[0].parameters.wieght'. Did you mean 'weight'?"
                                        + " Known: weight, normalize"),
                        Finding.wrongUse(
                                "'models[0].parameters.weight' is missing: merge method 'linear'"
                                        + " needs a finite number"),
                        Finding.wrongUse(
                                "'models[1].parameters.weight' is missing: merge method 'linear'"
                                        + " needs a finite number"),
                        Finding.wrongUse("There is no model 'gone'. Known: a."));
    }

    @Test
    void modelsThatDoNotFitAreListedUpToALimit() {
        var many = new TestCheckpoint();
        for (int i = 0; i < 25; i++) {
            many.with("w" + i, 1);
        }
        var findings =
                check(
                        TestRecipes.linear(1, 1),
                        Map.of("a", many, "b", new TestCheckpoint().with("w0", 1)));
        assertThat(findings).hasSize(4);
        assertThat(findings.getFirst().message())
                .startsWith("Tensor 'w1' must be in every model, but 'b' (in-memory)");
        assertThat(findings.getLast())
                .isEqualTo(
                        Finding.badData(
                                "21 more tensors like 'w3': 'w4', 'w5', 'w6' and 18 others."));
    }

    @Test
    void whatIsNeverUsedIsWarnedOf() {
        var weight =
                ParameterValue.filtered(
                        Rule.of("mpl", ParameterValue.of(1)), Rule.otherwise(ParameterValue.of(1)));
        var recipe =
                Recipe.of(
                                "linear",
                                List.of(
                                        new ModelEntry(
                                                "a", Parameters.NONE.with("weight", weight))))
                        .withBaseModel("base");
        assertThat(check(recipe, Map.of("a", CLEAN, "base", CLEAN)))
                .containsExactly(
                        Finding.warning(
                                "Filter 'mpl' is part of no tensor's name, so its value is never used."),
                        Finding.warning(
                                "Merge method 'linear' does not look at base_model 'base'; only"
                                        + " integer tensors, types and companion files come from"
                                        + " it. mergekit would merge it with the models."));
    }

    @Test
    void whatIsAroundTheMethodLooksAtTheBaseAndAtLayers() {
        Recipe lines =
                TestRecipes.linear(1)
                        .withBaseModel("base")
                        .withAround(AroundMethod.NONE.withLines(new LinesSettings(.5, .5)));
        assertThat(check(lines, Map.of("a", CLEAN, "base", CLEAN)))
                .containsExactly(
                        Finding.warning(
                                "wrap.lines finds no layers, since no tensor has a number between points in its name, as in 'layers.0.weight': everything is scaled by alpha."));
        var layered = new TestCheckpoint().with("layers.0.x", 1, 2);
        assertThat(check(lines, Map.of("a", layered, "base", layered))).isEmpty();
    }

    @Test
    void nanIsFoundByTheDeepCheckOnly() {
        float[] values = new float[40_000];
        values[30_001] = Float.NaN;
        Map<String, Checkpoint> models =
                Map.of("a", CLEAN, "b", new TestCheckpoint().with("x", 1, 2).with("y", 3));
        var bad = new TestCheckpoint().with("w", values).with("v", Float.NEGATIVE_INFINITY);
        var named = Map.<String, Checkpoint>of("a", bad);
        assertThat(deep(TestRecipes.linear(1, 1), models)).isEmpty();
        assertThat(RecipeChecker.check(TestRecipes.linear(1), Models.of(named), false)).isEmpty();
        assertThat(deep(TestRecipes.linear(1), named))
                .containsExactly(
                        Finding.badData(
                                "Tensor 'w' of 'a' (in-memory) must hold finite numbers, found NaN"
                                        + " at element 30001."),
                        Finding.badData(
                                "Tensor 'v' of 'a' (in-memory) must hold finite numbers, found"
                                        + " -Infinity at element 0."));
        assertThat(RecipeChecker.nonFinite("a", bad)).hasSize(2);
    }

    @Test
    void aFileThatIsNoRecipeIsOneFinding(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("r.yml"), "merge_method: linear\n");
        assertThat(
                        RecipeChecker.check(file, Models.of(Map.of()), CheckSettings.standard())
                                .findings())
                .containsExactly(
                        Finding.wrongUse(
                                file + ": must hold one of models, slices, modules, found none"));
    }

    @Test
    void anUnknownMethodIsNamed() {
        var recipe = Recipe.of("linaer", TestRecipes.entries(1));
        assertThat(check(recipe, Map.of("a", CLEAN)))
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .startsWith("There is no merge method 'linaer'. Did you mean 'linear'? Known: ");
    }

    private static List<Finding> check(Recipe recipe, Map<String, TestCheckpoint> models) {
        return RecipeChecker.check(recipe, Models.of(Map.copyOf(models)), false);
    }

    private static List<Finding> deep(Recipe recipe, Map<String, Checkpoint> models) {
        return RecipeChecker.check(recipe, Models.of(models), true);
    }
}
