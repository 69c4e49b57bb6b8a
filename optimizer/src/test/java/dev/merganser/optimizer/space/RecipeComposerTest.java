package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.MergeSpaces.SUBLAYER;
import static dev.merganser.optimizer.space.MergeSpaces.genome;
import static dev.merganser.optimizer.space.MergeSpaces.random;
import static dev.merganser.optimizer.space.MergeSpaces.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeWriter;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class RecipeComposerTest {

    @Test
    void genesBecomeAPlainRecipe() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(new Granularity.Layers(1), "task_arithmetic")
                                .with("weight", ParameterRange.between(0, 1.5)),
                        List.of("digits", "fashion"),
                        ModelNames.bundled(2));
        List<Double> genes = List.of(0.2, 0.4, 0.6, 0.8, 0.5, 0.5, 0.5, 0.5);
        assertThat(RecipeWriter.write(genome.decode(genes)))
                .isEqualTo(
                        """
                        merge_method: task_arithmetic
                        base_model: base
                        models:
                          - model: digits
                            parameters:
                              weight:
                                - filter: patch.
                                  value: 0.3
                                - filter: position
                                  value: 0.3
                                - filter: layers.0.
                                  value: 0.6
                                - filter: layers.1.
                                  value: 0.9
                                - value: 1.2
                          - model: fashion
                            parameters:
                              weight: 0.75
                        """);
    }

    @Test
    void theFilterOfLayer1DoesNotCatchLayer10() {
        ParameterGenome genome = genome(ParameterSpace.of(SUBLAYER, "task_arithmetic"));
        List<Double> genes = random(genome, 3);
        Parameters digits = genome.decode(genes).models().getFirst().parameters();
        int gene = genome.geneNames().indexOf("weight of digits in layers.10.mlp");
        assertThat(digits.find("weight").orElseThrow().at("layers.10.mlp.up.bias", 0))
                .contains(Argument.of(Math.round(genes.get(gene) * 15_000) / 10_000.0));
    }

    @Test
    void whatHasNoEffectIsNotInThePhenotype() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(SUBLAYER, "task_arithmetic", "ties")
                                .with("density", ParameterRange.between(0.1, 1)));
        List<Double> genes = random(genome, 4);
        List<Double> others =
                IntStream.range(0, genome.size())
                        .mapToObj(
                                i ->
                                        genome.geneNames().get(i).startsWith("density")
                                                ? 0.5
                                                : genes.get(i))
                        .toList();
        assertThat(genome.decode(withMethod(genes, 0.2)).id())
                .isEqualTo(genome.decode(withMethod(others, 0.4)).id());
        assertThat(genome.decode(withMethod(genes, 0.7)).id())
                .isNotEqualTo(genome.decode(withMethod(others, 0.7)).id());
    }

    private static List<Double> withMethod(List<Double> genes, double method) {
        return Stream.concat(Stream.of(method), genes.stream().skip(1)).toList();
    }

    @Test
    void fixedValuesStandOnceForAllModelsUnlessTheyAreTheDefault() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(new Granularity.Global(), "ties")
                                .with("density", ParameterRange.fixed(0.2))
                                .with("lambda", ParameterRange.fixed(1)));
        assertThat(genome.size()).isEqualTo(3);
        assertThat(RecipeWriter.write(genome.decode(List.of(0.0, 0.5, 1.0))))
                .isEqualTo(
                        """
                        merge_method: ties
                        base_model: base
                        models:
                          - model: digits
                            parameters:
                              weight: 0
                          - model: fashion
                            parameters:
                              weight: 0.75
                          - model: doodles
                            parameters:
                              weight: 1.5
                        parameters:
                          density: 0.2
                        """);
    }

    @Test
    void wordsAndFlagsAreGenesToo() {
        ParameterGenome genome =
                genome(
                        new ParameterSpace(
                                List.of("ties"),
                                new Granularity.Global(),
                                Map.of(
                                        "weight",
                                        ParameterRange.fixed(1),
                                        "normalize",
                                        new ParameterRange.Choice(
                                                List.of(Argument.of(true), Argument.of(false)))),
                                AroundSpace.NONE,
                                Optional.empty(),
                                Optional.empty()),
                        List.of("digits"),
                        ModelNames.bundled(1));
        assertThat(genome.geneNames()).containsExactly("normalize");
        assertThat(normalize(genome, 0.49)).contains(Argument.of(true));
        assertThat(normalize(genome, 1)).contains(Argument.of(false));
        assertThat(genome.encode(genome.decode(List.of(0.9)))).contains(List.of(0.75));
    }

    private static Optional<Argument> normalize(ParameterGenome genome, double gene) {
        return genome.decode(List.of(gene))
                .parameters()
                .find("normalize")
                .flatMap(value -> value.at("norm.bias", 0));
    }

    @Test
    void eachExpertMayHaveAFixedValueOfItsOwn() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(new Granularity.Global(), "ties")
                                .with(
                                        "density",
                                        new ParameterRange.Each(
                                                Map.of(
                                                        "digits", ParameterValue.of(0.2),
                                                        "fashion", ParameterValue.of(0.4)))),
                        List.of("digits", "fashion"),
                        ModelNames.bundled(1));
        Recipe recipe = genome.decode(List.of(0.5, 1.0));
        assertThat(recipe.models())
                .extracting(entry -> entry.parameters().find("density").orElseThrow())
                .containsExactly(ParameterValue.of(0.2), ParameterValue.of(0.4));
        assertThat(genome.encode(recipe)).contains(List.of(0.5, 1.0));
    }

    @Test
    void aMaskSeedIsForMethodsThatDrawMasks() {
        ParameterGenome genome =
                genome(ParameterSpace.of(SUBLAYER, "ties", "dare_ties").withMaskSeed(7));
        List<Double> genes = random(genome, 5);
        assertThat(genome.decode(withMethod(genes, 0.1)).maskSeed()).isEmpty();
        assertThat(genome.decode(withMethod(genes, 0.9)).maskSeed()).contains(7L);
    }
}
