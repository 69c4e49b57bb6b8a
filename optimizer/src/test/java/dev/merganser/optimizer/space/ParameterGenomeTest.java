package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.MergeSpaces.AROUND;
import static dev.merganser.optimizer.space.MergeSpaces.SUBLAYER;
import static dev.merganser.optimizer.space.MergeSpaces.genome;
import static dev.merganser.optimizer.space.MergeSpaces.random;
import static dev.merganser.optimizer.space.MergeSpaces.recipe;
import static dev.merganser.optimizer.space.MergeSpaces.rich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

class ParameterGenomeTest {

    static Stream<ParameterGenome> genomes() {
        Stream<ParameterGenome> searched =
                Stream.of("global", "group(3)", "layer", "sublayer", "tensor")
                        .map(Granularity::parse)
                        .flatMap(
                                granularity ->
                                        Stream.of(
                                                genome(rich(granularity)),
                                                genome(
                                                        ParameterSpace.of(
                                                                granularity, "task_arithmetic"))));
        ParameterSpace slerp =
                ParameterSpace.of(SUBLAYER, "slerp", "task_arithmetic")
                        .with("t", ParameterRange.between(0, 1));
        ParameterSpace linear =
                ParameterSpace.of(SUBLAYER, "linear")
                        .with("weight", ParameterRange.between(0.05, 1 / 3.0));
        return Stream.concat(
                searched,
                Stream.of(
                        genome(linear.withAround(AROUND)),
                        genome(rich(SUBLAYER).withAround(AROUND)),
                        genome(slerp, List.of("digits"), ModelNames.llama(3)),
                        genome(linear)));
    }

    @ParameterizedTest
    @MethodSource("genomes")
    void encodingUndoesDecoding(ParameterGenome genome) {
        for (int number = 0; number < 20; number++) {
            Recipe recipe = genome.decode(random(genome, number));
            List<Double> genes = genome.encode(recipe).orElseThrow();
            assertThat(genes).hasSize(genome.size()).allMatch(gene -> gene >= 0 && gene <= 1);
            assertThat(genome.decode(genes)).isEqualTo(recipe);
            assertThat(genome.obstacle(recipe)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("genomes")
    void everyGenotypeIsARecipeThatReadsBackAsItself(ParameterGenome genome) {
        List<List<Double>> corners =
                List.of(
                        Collections.nCopies(genome.size(), 0.0),
                        Collections.nCopies(genome.size(), 1.0),
                        random(genome, 1));
        for (List<Double> genes : corners) {
            Recipe recipe = genome.decode(genes);
            assertThat(RecipeReader.parse(RecipeWriter.write(recipe), "test")).isEqualTo(recipe);
        }
    }

    @Test
    void examplesHaveEachMethodAndEachWord() {
        ParameterSpace settings =
                ParameterSpace.of(new Granularity.Global(), "task_arithmetic", "ties")
                        .with("weight", ParameterRange.fixed(0.5))
                        .with("aggregate", choice("mean", "sum", "max"))
                        .with("trim", choice("tensor", "model"));
        List<Recipe> examples = genome(settings).examples();
        assertThat(examples).doesNotHaveDuplicates().hasSize(4);
        assertThat(examples.stream().map(RecipeWriter::write).reduce("", String::concat))
                .contains(
                        "task_arithmetic",
                        "ties",
                        "aggregate: mean",
                        "aggregate: sum",
                        "aggregate: max",
                        "trim: tensor",
                        "trim: model");
    }

    private static ParameterRange choice(String... words) {
        return new ParameterRange.Choice(Stream.of(words).map(Argument::of).toList());
    }
}
