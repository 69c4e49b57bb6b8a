package dev.merganser.recipes.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.ParameterValue.Rule;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class MergerTest {

    private static final TestCheckpoint A =
            new TestCheckpoint().with("x", 1, 2).with("layers.0.w", 3).withLongs("ids", 1);

    @Test
    void aTensorMissingInOneExpertIsNamedWithModelAndFile(@TempDir Path folder) {
        new TestCheckpoint().with("x", 1, 2).with("y", 1).writeTo(folder.resolve("a.safetensors"));
        new TestCheckpoint().with("x", 1, 2).writeTo(folder.resolve("b.safetensors"));
        var recipe =
                TestRecipes.linear(1, 1)
                        .withModels(name -> name + ".safetensors")
                        .withBaseModel("a.safetensors");
        try (var models = Models.open(folder)) {
            assertThatThrownBy(() -> Merger.plan(recipe, models))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Tensor 'y' must be in every model, but 'b.safetensors' (%s) has none of that name; 'a.safetensors' (%s) has."
                                    .formatted(
                                            folder.resolve("b.safetensors"),
                                            folder.resolve("a.safetensors")));
        }
    }

    @Test
    void aTensorThatOnlyAnExpertHasIsRefused() {
        refused(
                new TestCheckpoint()
                        .with("x", 1, 2)
                        .with("extra", 1)
                        .with("layers.0.w", 3)
                        .withLongs("ids", 1),
                "Tensor 'extra' must be in every model, but 'a' (in-memory) has none of that name;"
                        + " 'b' (in-memory) has.");
    }

    @Test
    void differingShapesAreNamed() {
        refused(
                new TestCheckpoint()
                        .with("x", DType.F32, Shape.of(1, 2), 1, 2)
                        .with("layers.0.w", 3)
                        .withLongs("ids", 1),
                "Tensor 'x' must have one shape in all models, found [2] in 'a' (in-memory) and"
                        + " [1, 2] in 'b' (in-memory).");
    }

    @Test
    void floatsAndIntegersAreNotMixed() {
        refused(
                new TestCheckpoint().with("x", 1, 2).withLongs("layers.0.w", 3).withLongs("ids", 1),
                "Tensor 'layers.0.w' must have one type in all models, found F32 in 'a' (in-memory)"
                        + " and I64 in 'b' (in-memory).");
    }

    @Test
    void quantisedWeightsAreRefused() {
        var packed = new TestCheckpoint().withLongs("mlp.qweight", 1);
        assertThatThrownBy(() -> Merger.plan(TestRecipes.linear(1), Models.of(Map.of("a", packed))))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'mlp.qweight' of 'a' (in-memory) must be of a float type, found"
                                + " I64: quantised weights cannot be merged. Maybe there is an"
                                + " unquantised checkpoint of this model.");
    }

    @Test
    void aTensorThatNoFilterGivesAWeightIsNamed() {
        var some = ParameterValue.filtered(Rule.of("layers", ParameterValue.of(1)));
        var recipe =
                Recipe.of(
                        "linear",
                        List.of(new ModelEntry("a", Parameters.NONE.with("weight", some))));
        assertThatThrownBy(() -> Merger.plan(recipe, Models.of(Map.of("a", A))))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("For tensor 'x': ")
                .hasMessageContaining("needs parameter 'weight' of model 1")
                .hasMessageEndingWith("Maybe its filters need a last rule without a filter.");
    }

    @Test
    void parametersAreCheckedWithTheirPlace() {
        var recipe =
                Recipe.of("linear", List.of(ModelEntry.of("a")))
                        .withParameters(Parameters.NONE.with("wieght", 1));
        assertThatThrownBy(() -> Merger.plan(recipe, Models.of(Map.of("a", A))))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Recipe: 'models[0].parameters.weight' is missing: merge method 'linear'"
                                + " needs a finite number");
    }

    @Test
    void theNumberOfModelsIsThatBesideTheBase() {
        var models = Models.of(Map.of("a", A, "b", A, "base", A));
        var slerp =
                Recipe.of("slerp", List.of(ModelEntry.of("a"), ModelEntry.of("b")))
                        .withParameters(Parameters.NONE.with("t", 0.5));
        assertThatThrownBy(() -> Merger.plan(slerp, models))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("Merge method 'slerp' needs a base_model; found none.");
        assertThatThrownBy(() -> Merger.plan(slerp.withBaseModel("base"), models))
                .isInstanceOf(WrongUseException.class)
                .hasMessage("Merge method 'slerp' needs exactly 1 model beside the base; found 2.");
        assertThat(Merger.plan(slerp.withBaseModel("a"), models).tensors()).hasSize(3);
    }

    @Test
    void modelsArePutSideBySideOnceForAllRecipes() {
        var a = new TestCheckpoint().with("x", 1, 2).withLongs("ids", 1);
        var b = new TestCheckpoint().with("x", 3, 4).withLongs("ids", 1);
        Map<String, Checkpoint> named = Map.of("a", a, "b", b);
        var merger = Merger.of(Models.of(named));
        merger.plan(TestRecipes.linear(1, 1));
        int asked = a.asked() + b.asked();
        for (int i = 0; i < 1000; i++) {
            merger.plan(TestRecipes.linear(1, i));
        }
        assertThat(a.asked() + b.asked()).isEqualTo(asked);
    }

    @Test
    void notAllThatWasEverPutSideBySideIsKept() {
        Map<String, Checkpoint> named = new HashMap<>();
        for (int i = 0; i <= Merger.MOST_KEPT; i++) {
            named.put("m" + i, new TestCheckpoint().with("x", i));
        }
        var first = (TestCheckpoint) named.get("m0");
        var merger = Merger.of(Models.of(named));
        for (int i = 0; i < Merger.MOST_KEPT; i++) {
            merger.plan(alone(i));
        }
        int asked = first.asked();
        merger.plan(alone(0));
        assertThat(first.asked()).isEqualTo(asked);
        merger.plan(alone(Merger.MOST_KEPT));
        assertThat(merger.plan(alone(0)).tensors()).hasSize(1);
        assertThat(first.asked()).isGreaterThan(asked);
    }

    private static Recipe alone(int number) {
        return TestRecipes.linear(1).withModels(_ -> "m" + number);
    }

    private static void refused(TestCheckpoint other, String message) {
        Map<String, Checkpoint> named = Map.of("a", A, "b", other);
        assertThatThrownBy(() -> Merger.plan(TestRecipes.linear(1, 1), Models.of(named)))
                .isInstanceOf(BadDataException.class)
                .hasMessage(message);
    }
}
