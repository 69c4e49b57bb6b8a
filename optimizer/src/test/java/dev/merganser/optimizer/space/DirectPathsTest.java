package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.LayerPaths.PLAIN;
import static dev.merganser.optimizer.space.LayerPaths.coarse;
import static dev.merganser.optimizer.space.LayerPaths.genome;
import static dev.merganser.optimizer.space.LayerPaths.layers;
import static dev.merganser.optimizer.space.LayerPaths.recipe;
import static dev.merganser.optimizer.space.LayerPaths.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.algorithm.GeneBlock;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

class DirectPathsTest {

    @Test
    void aDirectPathHasAnyLayersInAnyOrder() {
        LayerPathGenome genome =
                genome(PLAIN.withEncoding(PathEncoding.PATH).withPinned(false).withMaxLayers(5));
        Recipe recipe = recipe("digits 3", "base 0", "base 0", "small 1", "base 2");
        assertThat(genome.size()).isEqualTo(5);
        assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
        assertThat(words(genome.decode(List.of(0.1, 0.51, 0.5, 0.99, 0.0)))).isEqualTo("b0 s1");
        assertThat(words(genome.decode(Collections.nCopies(5, 0.0)))).isEqualTo("b0");
        assertThat(
                        genome.obstacle(
                                recipe("base 0", "base 1", "base 2", "base 3", "base 0", "base 1")))
                .contains("its path must have at most 5 layers, found 6");
    }

    @Test
    void scalesOfADirectPathMoveWithItsLayers() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withEncoding(PathEncoding.PATH)
                                .withPinned(false)
                                .withMaxLayers(4)
                                .withScales(coarse(new ScaleEncoding.Slot())));
        assertThat(genome.layout().blocks()).hasSize(1);
        assertThat(genome.layout().blocks().getFirst()).isInstanceOf(GeneBlock.Steps.class);
        Recipe recipe =
                Recipe.of(
                                LayerPath.METHOD,
                                LayerPath.of(layers("digits 3 0.5", "base 0", "base 0 1.5")))
                        .withBaseModel("base");
        assertThat(genome.encode(recipe).map(genome::decode)).contains(recipe);
    }
}
