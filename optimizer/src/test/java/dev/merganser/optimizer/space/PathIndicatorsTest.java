package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.LayerPaths.PLAIN;
import static dev.merganser.optimizer.space.LayerPaths.coarse;
import static dev.merganser.optimizer.space.LayerPaths.genes;
import static dev.merganser.optimizer.space.LayerPaths.genome;
import static dev.merganser.optimizer.space.LayerPaths.path;
import static dev.merganser.optimizer.space.LayerPaths.recipe;
import static dev.merganser.optimizer.space.LayerPaths.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.optimizer.algorithm.GeneBlock;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

class PathIndicatorsTest {

    @Test
    void aSlotRunsIfItsGeneIsAboveOneHalf() {
        LayerPathGenome genome = genome(PLAIN);
        List<Double> genes = new ArrayList<>(Collections.nCopies(8, 0.5));
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b3");
        genes.set(5, 0.51);
        assertThat(words(genome.decode(genes))).isEqualTo("b0 d3 b3");
    }

    @Test
    void theLowestIndicatorsAreDroppedFirstAndOfEqualOnesTheLater() {
        LayerPathGenome genome = genome(PLAIN.withMaxLayers(4));
        assertThat(words(genome.decode(List.of(0.6, 0.9, 0.7, 0.8, 0.1, 0.1, 0.1, 0.1))))
                .isEqualTo("b0 b2 d1 b3");
        assertThat(words(genome.decode(Collections.nCopies(8, 0.7)))).isEqualTo("b0 b1 b2 b3");
    }

    @Test
    void aPathWithoutAnyLayerHasTheStrongest() {
        LayerPathGenome genome = genome(PLAIN.withPinned(false));
        List<Double> genes = new ArrayList<>(Collections.nCopies(10, 0.1));
        genes.set(5, 0.2);
        assertThat(words(genome.decode(genes))).isEqualTo("d1");
    }

    @Test
    void aPathStartsWithItsOwnModelSwitchedOnAndScalesOfOne() {
        LayerPathGenome genome = genome(PLAIN.withScales(coarse(new ScaleEncoding.Slot())));
        List<Double> identity =
                genome.start(Recipe.of("passthrough", List.of(ModelEntry.of("base"))))
                        .orElseThrow();
        assertThat(identity.subList(0, 8)).containsExactly(0.7, 0.7, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3);
        assertThat(identity.subList(8, 16)).containsOnly(0.5);
        assertThat(genome.start(Recipe.of("passthrough", List.of(ModelEntry.of("digits")))))
                .isEmpty();
    }

    @Test
    void randomPathsAreAboutAsLongAsTheModelWhoseEndsTheyHave() {
        LayerPathGenome genome = genome(PLAIN.withRepeats(2));
        List<Integer> heights = List.of(1, 2, 0, 1, 2, 3, 0, 3, 1, 2, 0, 1, 2, 3, 0, 3);
        assertThat(genome.layout().blocks())
                .containsExactly(new GeneBlock.Switches(16, 0.125, heights));
    }

    @Test
    void layersAtOneHeightOfTheirModelsAreOfOneKind() {
        LayerPathGenome genome = genome(PLAIN.withEncoding(PathEncoding.PATH).withMaxLayers(6));
        assertThat(genome.layout().blocks())
                .containsExactly(
                        new GeneBlock.Steps(
                                4,
                                10,
                                0.5,
                                OptionalDouble.empty(),
                                List.of(0, 1, 2, 3, 0, 1, 2, 3, 0, 3)));
    }

    @Test
    void layersComeInTheOrderOfThePoolAsOftenAsItIsRepeated() {
        Recipe backwards = recipe("base 0", "digits 1", "base 2", "base 3");
        assertThat(genome(PLAIN).obstacle(backwards))
                .contains(
                        "its layers must be in the order of the pool, once over; layer 2 of base comes too late");
        assertThat(genome(PLAIN.withRepeats(2)).encode(backwards)).isPresent();
    }

    @Test
    void modelsOfAnyDepthAndOtherEndsAreOnePool() {
        LayerPathGenome genome = genome(DataFlowSpace.of("small", PLAIN.models()));
        Recipe recipe = genome.decode(Collections.nCopies(genome.size(), 0.9));
        assertThat(words(recipe)).isEqualTo("s0 b0 b1 b2 b3 d0 d1 d2 d3 s1");
        assertThat(path(recipe).stem()).contains("small");
        assertThat(path(recipe).head()).contains("small");
        assertThat(recipe.baseModel()).contains("base");
    }
}
