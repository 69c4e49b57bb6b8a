package dev.merganser.recipes.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

class MergedKeyTest {

    private static final List<String> NAMES =
            List.of("embed", "layers.0.w", "layers.1.w", "layers.2.w", "head");

    private final Merger merger = Merger.of(models());

    @Test
    void plansOfEqualRecipesHaveEqualKeys() {
        for (Recipe recipe : recipes()) {
            for (String name : NAMES) {
                assertThat(merger.plan(recipe).key(name)).isEqualTo(merger.plan(recipe).key(name));
            }
        }
    }

    @Test
    void keysAreEqualOnlyWhereValuesAre() {
        List<MergePlan> plans = recipes().stream().map(merger::plan).toList();
        for (MergePlan one : plans) {
            for (MergePlan other : plans) {
                for (String name : NAMES) {
                    if (one.key(name).isPresent() && one.key(name).equals(other.key(name))) {
                        assertThat(read(one, name)).isEqualTo(read(other, name));
                    }
                }
            }
        }
    }

    @Test
    void aParameterOfOneLayerChangesTheKeyOfThatLayerAlone() {
        MergePlan plain = merger.plan(arithmetic(.5));
        MergePlan changed =
                merger.plan(
                        arithmetic(
                                ParameterValue.filtered(
                                        Rule.of("layers.1", ParameterValue.of(.75)),
                                        Rule.otherwise(ParameterValue.of(.5)))));
        for (String name : NAMES) {
            assertThat(changed.key(name).equals(plain.key(name)))
                    .isEqualTo(!name.equals("layers.1.w"));
        }
    }

    @Test
    void whateverDecidesValuesChangesTheKey() {
        Recipe recipe = arithmetic(.5);
        var key = merger.plan(recipe).key("head").orElseThrow();
        List<Recipe> others =
                List.of(
                        recipe.withOutDtype(DType.BF16),
                        recipe.withMaskSeed(7),
                        recipe.withBaseModel("b"),
                        recipe.withAround(recipe.around().withLines(new LinesSettings(.5, .5))),
                        recipe.withAround(recipe.around().withAlign(Alignment.REBASIN)),
                        Recipe.of("ties", TestRecipes.entries(1, 1)).withBaseModel("base"),
                        Recipe.of("task_arithmetic", TestRecipes.entries(1)).withBaseModel("base"));
        for (Recipe other : others) {
            assertThat(merger.plan(other).key("head").filter(key::equals)).isEmpty();
        }
        assertThat(Merger.of(models()).plan(recipe).key("head").filter(key::equals)).isEmpty();
        assertThat(Merger.of(models(), Semantics.MERGEKIT).plan(recipe).key("head"))
                .isNotEqualTo(merger.plan(recipe).key("head"));
    }

    @Test
    void aMethodThatLooksAtTheWholeModelAndIntegersHaveNoKey() {
        Recipe emr =
                Recipe.of("emr", List.of(ModelEntry.of("a"), ModelEntry.of("b")))
                        .withBaseModel("base")
                        .withParameters(Parameters.NONE.with("task", 1));
        assertThat(merger.plan(emr).key("head")).isEmpty();
        MergePlan compressed =
                merger.plan(
                        arithmetic(.5)
                                .withAround(
                                        arithmetic(.5)
                                                .around()
                                                .withCompress(new CompeftSettings(.5, 1))));
        assertThat(compressed.key("head")).isEmpty();
        assertThat(merger.plan(arithmetic(.5)).key("ids")).isEmpty();
        assertThat(merger.plan(arithmetic(.5)).key("no such tensor")).isEmpty();
    }

    private static List<Recipe> recipes() {
        Recipe half = arithmetic(.5);
        return List.of(
                half,
                arithmetic(.25),
                arithmetic(ParameterValue.gradient(.5, 1)),
                arithmetic(
                        ParameterValue.filtered(
                                Rule.of("layers", ParameterValue.of(.25)),
                                Rule.otherwise(ParameterValue.of(.5)))),
                half.withOutDtype(DType.BF16),
                half.withAround(half.around().withLines(new LinesSettings(.5, .5))),
                TestRecipes.linear(1, 2),
                Recipe.of("dare_linear", TestRecipes.entries(1, 1))
                        .withBaseModel("base")
                        .withParameters(Parameters.NONE.with("density", .5)),
                Recipe.of("dare_linear", TestRecipes.entries(1, 1))
                        .withBaseModel("base")
                        .withParameters(Parameters.NONE.with("density", .5))
                        .withMaskSeed(3));
    }

    private static Recipe arithmetic(double weight) {
        return arithmetic(ParameterValue.of(weight));
    }

    private static Recipe arithmetic(ParameterValue lambda) {
        return Recipe.of("task_arithmetic", TestRecipes.entries(1, 1))
                .withBaseModel("base")
                .withParameters(Parameters.NONE.with("lambda", lambda));
    }

    private static Models models() {
        return Models.of(Map.of("base", model(1), "a", model(2), "b", model(3)));
    }

    private static Checkpoint model(int seed) {
        var model = new TestCheckpoint().withLongs("ids", 1);
        NAMES.forEach(name -> model.with(name, TestCheckpoint.random(seed, 64)));
        return model;
    }

    private static float[] read(MergePlan plan, String name) {
        float[] values = new float[64];
        plan.read(name, MemorySegment.ofArray(values));
        return values;
    }
}
