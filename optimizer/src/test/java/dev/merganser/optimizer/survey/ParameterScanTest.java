package dev.merganser.optimizer.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.MergeMethods;
import dev.merganser.recipes.method.MethodDescriptor;
import dev.merganser.recipes.method.ParameterSpec;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

class ParameterScanTest {

    private static final MethodDescriptor TIES = MergeMethods.named("ties").descriptor();
    private static final ParameterSpec DENSITY = TIES.parameter("density").orElseThrow();
    private static final ParameterSpec LAMBDA = TIES.parameter("lambda").orElseThrow();

    private static final Recipe RECIPE =
            Recipe.of("ties", List.of(new ModelEntry("digits", Parameters.NONE.with("weight", 1))))
                    .withBaseModel("base");

    private static double number(Recipe recipe, ParameterSpec spec) {
        return Settings.of(recipe, spec).orElseThrow() instanceof Argument.Number(double number)
                ? number
                : Double.NaN;
    }

    /** Lowest at density .3 and lambda .5; fails at a density of .2. */
    private static List<ParameterScan.Point> points(List<Recipe> recipes) {
        return recipes.stream()
                .map(
                        recipe -> {
                            double density = number(recipe, DENSITY);
                            double lambda = number(recipe, LAMBDA);
                            return density == .2
                                    ? new ParameterScan.Point(
                                            recipe, OptionalDouble.empty(), "too thin")
                                    : new ParameterScan.Point(
                                            recipe,
                                            OptionalDouble.of(
                                                    Math.abs(density - .3) + Math.abs(lambda - .5)),
                                            "");
                        })
                .toList();
    }

    @Test
    void eachParameterIsVariedWithTheOthersAtTheBestSoFar() {
        Entrant entrant = new Entrant("ties", RECIPE, List.of(DENSITY, LAMBDA));
        ParameterScan scan =
                ParameterScan.of(
                        entrant, points(List.of(RECIPE)).getFirst(), ParameterScanTest::points);
        assertThat(Settings.words(scan.best().recipe()))
                .isEqualTo("weight 1, density 0.3, lambda 0.5");
        assertThat(scan.tried()).isEqualTo(14);
        assertThat(scan.failed()).isEqualTo(1);
        assertThat(scan.failures()).containsExactly("too thin");
        assertThat(scan.scanned())
                .containsExactly(
                        "density 0.1, 0.2, 0.3, 0.5, 0.7, 0.9",
                        "lambda 0.1, 0.2, 0.3, 0.5, 0.7, 1.5, 2, 3");
    }

    @Test
    void wherePointsAreEqualTheFirstStays() {
        Entrant entrant = new Entrant("ties", RECIPE, List.of(DENSITY));
        var start = new ParameterScan.Point(RECIPE, OptionalDouble.of(1), "");
        ParameterScan scan =
                ParameterScan.of(
                        entrant,
                        start,
                        recipes ->
                                recipes.stream()
                                        .map(
                                                recipe ->
                                                        new ParameterScan.Point(
                                                                recipe, OptionalDouble.of(1), ""))
                                        .toList());
        assertThat(scan.best()).isEqualTo(start);
    }

    @Test
    void valuesOfModelsAreSetForEachAndSeenWhereTheyAreEqual() {
        ParameterSpec weight = TIES.parameter("weight").orElseThrow();
        Recipe two = Recipe.of("ties", Stream.of("a", "b").map(ModelEntry::of).toList());
        Recipe set = Settings.with(two, weight, 0.25);
        assertThat(Settings.of(set, weight)).contains(Argument.of(0.25));
        Recipe mixed =
                Recipe.of(
                        "ties",
                        List.of(
                                set.models().getFirst(),
                                new ModelEntry("b", Parameters.NONE.with("weight", 0.5))));
        assertThat(Settings.of(mixed, weight)).isEmpty();
    }
}
