package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.MergeSpaces.AROUND;
import static dev.merganser.optimizer.space.MergeSpaces.SUBLAYER;
import static dev.merganser.optimizer.space.MergeSpaces.assertObstacle;
import static dev.merganser.optimizer.space.MergeSpaces.genome;
import static dev.merganser.optimizer.space.MergeSpaces.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.recipe.Alignment;
import dev.merganser.recipes.recipe.AroundMethod;
import dev.merganser.recipes.recipe.CompeftSettings;
import dev.merganser.recipes.recipe.LinesSettings;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What is searched around merge methods. */
class AroundGenesTest {

    @Test
    void whatIsAroundTheMethodHasGenesBehindAllOthers() {
        ParameterGenome genome =
                genome(
                        ParameterSpace.of(new Granularity.Global(), "linear")
                                .with("weight", ParameterRange.fixed(1))
                                .withAround(AROUND));
        assertThat(genome.geneNames())
                .containsExactly("wrap.lines.alpha", "wrap.lines.beta", "compress.compeft.density");
        Recipe recipe = genome.decode(List.of(0.5, 1.0, 0.0));
        assertThat(recipe.baseModel()).contains("base");
        assertThat(recipe.around())
                .isEqualTo(
                        AroundMethod.NONE
                                .withAlign(Alignment.REBASIN)
                                .withCompress(new CompeftSettings(0.05, 1.5))
                                .withLines(new LinesSettings(0.6, 2)));
    }

    @Test
    void startsWithoutAnythingAroundTheirMethodGetItMildly() {
        ParameterGenome genome = genome(ParameterSpace.of(SUBLAYER, "ties").withAround(AROUND));
        Recipe alone = recipe("ties", 1, 1, 1);
        assertObstacle(
                genome,
                alone,
                "it must have align: rebasin, wrap.lines.alpha: [0.2, 1], wrap.lines.beta: [1, 2], compress.compeft.density: [0.05, 1], compress.compeft.alpha: 1.5 around its method, found nothing");
        Recipe started = genome.decode(genome.start(alone).orElseThrow());
        assertThat(started.models()).isEqualTo(alone.models());
        assertThat(started.around().lines()).contains(new LinesSettings(1, 1.5));
        assertThat(started.around().compress()).contains(new CompeftSettings(1, 1.5));
        assertObstacle(
                genome,
                started.withAround(started.around().withLines(new LinesSettings(2, 1))),
                "wrap.lines.alpha must be in [0.2, 1], found 2");
        ParameterGenome plain = genome(ParameterSpace.of(SUBLAYER, "ties"));
        assertThat(plain.start(alone)).isEqualTo(plain.encode(alone));
        assertObstacle(
                plain, started, "it must have nothing around its method, found align: rebasin");
    }
}
