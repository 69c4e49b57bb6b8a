package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.MergeSpaces.SUBLAYER;
import static dev.merganser.optimizer.space.MergeSpaces.assertObstacle;
import static dev.merganser.optimizer.space.MergeSpaces.genome;
import static dev.merganser.optimizer.space.MergeSpaces.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeWriter;

import org.junit.jupiter.api.Test;

import java.util.List;

class RecipeEncoderTest {

    @Test
    void globalRecipesCanStartASearchOverSublayers() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(SUBLAYER, "task_arithmetic", "ties")
                                .with("density", ParameterRange.between(0.1, 1))
                                .with("lambda", ParameterRange.between(0, 2)));
        Recipe triple = recipe("task_arithmetic", 0.3, 1, 1.0 / 3);
        assertThat(genome.decode(genome.encode(triple).orElseThrow()))
                .isEqualTo(
                        recipe("task_arithmetic", 0.3, 1, 0.3333)
                                .withParameters(Parameters.NONE.with("lambda", 1)));
        Recipe ties =
                recipe("ties", 1, 1, 1)
                        .withParameters(Parameters.NONE.with("lambda", 0.4).with("density", 0.2));
        assertThat(RecipeWriter.write(genome.decode(genome.encode(ties).orElseThrow())))
                .contains("lambda: 0.4")
                .contains("density: 0.2")
                .contains("weight: 1");
    }

    @Test
    void gradientsAndFiltersCanBeEncodedWhereTheyFitTheGroups() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(new Granularity.Layers(1), "task_arithmetic"),
                        List.of("digits"),
                        ModelNames.bundled(3));
        Recipe graded =
                Recipe.of(
                                "task_arithmetic",
                                List.of(
                                        new ModelEntry(
                                                "digits",
                                                Parameters.NONE.with(
                                                        "weight",
                                                        ParameterValue.gradient(0.2, 1)))))
                        .withBaseModel("base");
        ParameterValue weight =
                genome.decode(genome.encode(graded).orElseThrow())
                        .models()
                        .getFirst()
                        .parameters()
                        .find("weight")
                        .orElseThrow();
        assertThat(weight.at("layers.1.mlp.up.bias", 0)).contains(Argument.of(0.6));
        assertThat(weight.at("norm.bias", 0)).contains(Argument.of(0.2));
        ParameterValue byPart =
                ParameterValue.filtered(
                        ParameterValue.Rule.of("mlp", ParameterValue.of(0.1)),
                        ParameterValue.Rule.otherwise(ParameterValue.of(0.2)));
        ModelEntry entry = new ModelEntry("digits", Parameters.NONE.with("weight", byPart));
        Recipe split = Recipe.of("task_arithmetic", List.of(entry)).withBaseModel("base");
        assertThat(genome.encode(split)).isEmpty();
        assertThat(genome.obstacle(split))
                .hasValueSatisfying(
                        reason ->
                                assertThat(reason)
                                        .contains("weight must be one value in layers.0"));
    }

    @Test
    void whatTheSpaceCannotExpressSaysWhy() {
        ParameterGenome genome = genome(ParameterSpace.of(SUBLAYER, "task_arithmetic"));
        assertObstacle(genome, recipe("ties", 1, 1, 1), "[task_arithmetic], found 'ties'");
        assertObstacle(
                genome, recipe("task_arithmetic", 1, 2, 1), "weight must be in [0, 1.5], found 2");
        assertObstacle(
                genome,
                recipe("task_arithmetic", 1, 1, 1)
                        .withParameters(Parameters.NONE.with("lambda", 0.5)),
                "lambda of 'digits' must be 1, found 0.5");
        assertObstacle(
                genome,
                recipe("task_arithmetic", 1, 1, 1).withBaseModel("other"),
                "on base 'base', found");
    }
}
