package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.tensor.DType;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Spaces of merges of the bundled family, and recipes of theirs. */
final class MergeSpaces {

    static final List<String> EXPERTS = List.of("digits", "fashion", "doodles");
    static final Granularity SUBLAYER = new Granularity.Sublayer();

    static final AroundSpace AROUND =
            new AroundSpace(
                    Optional.of(Alignment.REBASIN),
                    Optional.of(
                            new AroundSpace.Compeft(
                                    ParameterRange.between(0.05, 1), ParameterRange.fixed(1.5))),
                    Optional.of(
                            new AroundSpace.Lines(
                                    ParameterRange.between(0.2, 1), ParameterRange.between(1, 2))));

    private MergeSpaces() {}

    /** Of three experts and eleven layers. */
    static ParameterGenome genome(ParameterSpace settings) {
        return genome(settings, EXPERTS, ModelNames.bundled(11));
    }

    static ParameterGenome genome(
            ParameterSpace settings, List<String> experts, List<String> tensors) {
        return new ParameterGenome(settings, new ModelFacts("base", experts, tensors));
    }

    /** With a method to choose and parameters of both scopes. */
    static ParameterSpace rich(Granularity granularity) {
        return ParameterSpace.of(granularity, "task_arithmetic", "ties", "dare_ties")
                .with("density", ParameterRange.between(0.1, 1))
                .with("lambda", ParameterRange.between(0.3, 1.9))
                .with("normalize", ParameterRange.fixed(false))
                .withOutDtype(DType.F16)
                .withMaskSeed(7);
    }

    static List<Double> random(ParameterGenome genome, int number) {
        return Streams.of(1, "genome", number).doubles(genome.size()).boxed().toList();
    }

    static Recipe recipe(String method, double... weights) {
        List<ModelEntry> models =
                IntStream.range(0, weights.length)
                        .mapToObj(
                                i ->
                                        new ModelEntry(
                                                EXPERTS.get(i),
                                                Parameters.NONE.with("weight", weights[i])))
                        .toList();
        return Recipe.of(method, models).withBaseModel("base");
    }

    static void assertObstacle(ParameterGenome genome, Recipe recipe, String reason) {
        assertThat(genome.encode(recipe)).isEmpty();
        assertThat(genome.obstacle(recipe).orElseThrow()).contains(reason);
    }
}
