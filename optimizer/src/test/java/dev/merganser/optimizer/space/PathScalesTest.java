package dev.merganser.optimizer.space;

import static dev.merganser.optimizer.space.LayerPaths.PLAIN;
import static dev.merganser.optimizer.space.LayerPaths.coarse;
import static dev.merganser.optimizer.space.LayerPaths.genes;
import static dev.merganser.optimizer.space.LayerPaths.genome;
import static dev.merganser.optimizer.space.LayerPaths.layers;
import static dev.merganser.optimizer.space.LayerPaths.path;
import static dev.merganser.optimizer.space.LayerPaths.recipe;
import static dev.merganser.optimizer.space.LayerPaths.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.recipe.PathLayer;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class PathScalesTest {

    @Test
    void aMatrixScalesWhatFollowsWhat() {
        LayerPathGenome genome = genome(PLAIN.withScales(coarse(new ScaleEncoding.Matrix())));
        assertThat(genome.size()).isEqualTo(8 + 100);
        List<Double> genes =
                new ArrayList<>(
                        genome.encode(recipe("base 0", "base 1", "digits 2", "base 3"))
                                .orElseThrow());
        genes.set(8 + 1 * 10 + 6, 1.0); // digits 2 after base 1
        genes.set(8 + 6 * 10 + 3, 0.0); // base 3 after digits 2
        genes.set(8 + 6 * 10 + 1, 0.0); // base 1 after digits 2: not on this path
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1 d2x1.5 b3x0.5");
        assertThat(genome.geneNames().get(8 + 16))
                .isEqualTo("scale of layer 2 of digits after layer 1 of base");
    }

    @Test
    void aMatrixHasOneScaleForAPairHoweverOftenItIsMet() {
        LayerPathGenome genome =
                genome(PLAIN.withRepeats(3).withScales(coarse(new ScaleEncoding.Matrix())));
        assertThat(
                        genome.obstacle(
                                recipe(
                                        "base 0",
                                        "base 1",
                                        "base 2 0.5",
                                        "base 1",
                                        "base 2",
                                        "base 3")))
                .contains(
                        "layer 2 of base after layer 1 of base must have one scale everywhere, found 0.5 and 1.0");
    }

    /** One unit: 1 + 0.5 tanh(v tanh(a i + b j + c t + d) + e), with i, j, t from -1 to 1. */
    @Test
    void aNetworkScalesByTheLayerBeforeTheLayerAndTheSlot() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withScales(
                                ScaleSettings.of(new ScaleEncoding.Network(1))
                                        .between(0.5, 1.5, 0.001)));
        List<Double> genes =
                new ArrayList<>(
                        genome.encode(recipe("base 0", "digits 2", "base 3")).orElseThrow());
        assertThat(genes.subList(8, 14)).containsOnly(0.5);
        double[] weights = {0.6, -1.2, 0.3, 0.9, 1.5, -0.3};
        for (int i = 0; i < weights.length; i++) {
            genes.set(8 + i, 0.5 + weights[i] / 6);
        }
        List<PathLayer> layers = path(genome.decode(genes)).layers();
        assertThat(layers.get(0).scale()).isEqualTo(1);
        assertThat(layers.get(1).scale()).isEqualTo(network(weights, 0, 6, 4));
        assertThat(layers.get(2).scale()).isEqualTo(network(weights, 6, 3, 8));
    }

    private static double network(double[] w, int before, int layer, int slot) {
        double potential =
                w[0] * (before / 4.5 - 1)
                        + w[1] * (layer / 4.5 - 1)
                        + w[2] * (slot / 4.0 - 1)
                        + w[3];
        double output = w[4] * Math.tanh(potential) + w[5];
        return Math.rint(1000 * (1 + 0.5 * Math.tanh(output))) / 1000;
    }

    @Test
    void scalesOfALopsidedRangeAreOneWhereTheNetworkSaysNothing() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withScales(
                                ScaleSettings.of(new ScaleEncoding.Network(2))
                                        .between(0.9, 3, 0.05)));
        Recipe identity = recipe("base 0", "base 1", "base 2", "base 3");
        List<Double> genes = new ArrayList<>(genome.encode(identity).orElseThrow());
        assertThat(genome.decode(genes)).isEqualTo(identity);
        genes.set(genes.size() - 1, 1.0);
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1x3.0 b2x3.0 b3x3.0");
        genes.set(genes.size() - 1, 0.0);
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1x0.9 b2x0.9 b3x0.9");
        genes.set(genes.size() - 1, 0.4); // 1 + 0.1 tanh(-0.6)
        assertThat(words(genome.decode(genes))).isEqualTo("b0 b1x0.95 b2x0.95 b3x0.95");
    }

    @Test
    void pinnedLayersHaveNoScaleOfASlot() {
        LayerPathGenome genome = genome(PLAIN.withScales(coarse(new ScaleEncoding.Slot())));
        assertThat(genome.obstacle(recipe("base 0 0.5", "base 3")))
                .contains("its pinned layers must have no scale, found 0.5");
    }

    @Test
    void scalesAreDecimalsOfTheirGrid() {
        LayerPathGenome genome =
                genome(
                        PLAIN.withPinned(false)
                                .withScales(
                                        ScaleSettings.of(new ScaleEncoding.Slot())
                                                .between(0.52, 1.49, 0.05)));
        Set<Double> scales = scales(genome);
        assertThat(scales).hasSize(19).contains(0.55, 0.85, 1.0, 1.45).doesNotContain(0.5, 1.5);
        assertThat(genome.obstacle(recipe("base 0 0.87")))
                .contains("its scales must be from 0.55 to 1.45 in steps of 0.05, found 0.87");
    }

    private static Set<Double> scales(LayerPathGenome genome) {
        return IntStream.range(0, 100)
                .boxed()
                .flatMap(seed -> path(genome.decode(genes(genome, seed))).layers().stream())
                .map(PathLayer::scale)
                .collect(Collectors.toSet());
    }
}
