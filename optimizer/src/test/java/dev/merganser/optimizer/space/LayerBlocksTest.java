package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Recipe;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class LayerBlocksTest {

    private static final List<String> EXPERTS = List.of("digits", "fashion");

    /** A tensor each of a stem, five layers and a head, with squared norms of two experts. */
    private static Map<String, List<Double>> squares() {
        Map<String, List<Double>> squares = new LinkedHashMap<>();
        squares.put("patch.weight", List.of(1.0, 4.0));
        squares.put("layers.0.mlp.up.weight", List.of(1.0, 4.0));
        squares.put("layers.1.mlp.up.weight", List.of(9.0, 36.0));
        squares.put("layers.2.mlp.up.weight", List.of(9.0, 36.0));
        squares.put("layers.3.mlp.up.weight", List.of(1.0, 4.0));
        squares.put("layers.4.mlp.up.weight", List.of(1.0, 4.0));
        squares.put("norm.weight", List.of(1.0, 4.0));
        return squares;
    }

    private static ModelFacts facts(Map<String, List<Double>> squares, String... others) {
        List<String> tensors = new ArrayList<>(squares.keySet());
        tensors.addAll(List.of(others));
        return new ModelFacts("base", EXPERTS, tensors, () -> squares);
    }

    private static List<LayerBlock> blocks(int count, ModelFacts facts) {
        return Grouping.of(new Granularity.Blocks(count), facts).blocks();
    }

    @Test
    void layersThatChangedAlikeMakeABlock() {
        List<LayerBlock> blocks = blocks(3, facts(squares()));
        assertThat(blocks)
                .extracting(LayerBlock::name)
                .containsExactly("stem-layers.0", "layers.1-2", "layers.3-head");
        assertThat(blocks.getLast().tensors())
                .containsExactly("layers.3.mlp.up.weight", "layers.4.mlp.up.weight", "norm.weight");
        assertThat(blocks.get(1).words()).isEqualTo("layers.1 0.6255, layers.2 0.6255");
    }

    /**
     * 1 of 23 and 9 of 23 of the squares, for one expert as for the other, who went twice as far.
     */
    @Test
    void normsAreSharesOfEachExpertsTaskVector() {
        assertThat(blocks(7, facts(squares())).stream().map(block -> block.layers().getFirst()))
                .extracting(LayerBlock.Layer::norm)
                .satisfies(
                        norms -> {
                            assertThat(norms.getFirst())
                                    .isCloseTo(Math.sqrt(1 / 23.0), within(1e-12));
                            assertThat(norms.get(2)).isCloseTo(Math.sqrt(9 / 23.0), within(1e-12));
                            assertThat(norms.stream().mapToDouble(x -> x * x).sum())
                                    .isCloseTo(1, within(1e-12));
                        });
    }

    @Test
    void expertsThatAreTheBaseDoNotCount() {
        Map<String, List<Double>> squares = squares();
        squares.replaceAll((_, both) -> List.of(both.getFirst(), 0.0));
        assertThat(blocks(3, facts(squares))).isEqualTo(blocks(3, facts(squares())));
        squares.replaceAll((_, _) -> List.of(0.0, 0.0));
        assertThat(blocks(7, facts(squares)).getFirst().words()).isEqualTo("stem 0.0000");
        assertThat(blocks(2, facts(squares))).hasSize(2);
    }

    @Test
    void whatHasNoFloatsGoesWithItsNeighbour() {
        ModelFacts facts = facts(squares(), "layers.5.ids", "layers.6.ids", "lm_head.ids");
        assertThat(blocks(7, facts).getLast().tensors())
                .containsExactly("lm_head.ids", "norm.weight");
        assertThat(blocks(7, facts).get(5).tensors())
                .containsExactly("layers.4.mlp.up.weight", "layers.5.ids", "layers.6.ids");
        Map<String, List<Double>> noStem = squares();
        noStem.remove("patch.weight");
        assertThat(blocks(6, facts(noStem, "position_ids")).getFirst().tensors())
                .containsExactly("position_ids", "layers.0.mlp.up.weight");
    }

    @Test
    void oneBlockIsEverythingAndManyAreTheLayers() {
        assertThat(blocks(1, facts(squares())))
                .extracting(LayerBlock::name)
                .containsExactly("stem-head");
        assertThat(blocks(7, facts(squares())))
                .extracting(LayerBlock::name)
                .containsExactlyElementsOf(
                        Grouping.of(new Granularity.Layers(1), facts(squares())).groups().stream()
                                .map(TensorGroup::name)
                                .toList());
    }

    @Test
    void blocksGoAcrossStacks() {
        Map<String, List<Double>> squares = new LinkedHashMap<>();
        squares.put("decoder.block.0.w", List.of(1.0, 1.0));
        squares.put("decoder.block.1.w", List.of(1.0, 1.0));
        squares.put("encoder.block.0.w", List.of(1.0, 1.0));
        squares.put("encoder.block.1.w", List.of(9.0, 9.0));
        assertThat(blocks(2, facts(squares)))
                .extracting(LayerBlock::name)
                .containsExactly("decoder.block.0-encoder.block.0", "encoder.block.1");
    }

    @Test
    void moreBlocksThanLayersAreRefusedWithTheLayersThereAre() {
        assertThatThrownBy(() -> blocks(99, facts(squares())))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "granularity auto(n) needs at least as many layers as blocks, found auto(99) for 7 layers: stem, layers.0, …, layers.4, head. Maybe take fewer, or granularity layer.");
        assertThatThrownBy(() -> blocks(8, facts(squares(), "layers.5.ids")))
                .hasMessageContaining("found auto(8) for 7 layers");
        assertThatThrownBy(() -> blocks(1, facts(Map.of(), "layers.0.ids")))
                .hasMessageContaining("found auto(1) for 0 layers");
    }

    @Test
    void genesSayWhichLayersTheyStandForAndRecipesAreOrdinary() {
        Genome genome =
                new ParameterGenome(
                        ParameterSpace.of(new Granularity.Blocks(3), "task_arithmetic")
                                .with("weight", new ParameterRange.Gene(0, 1)),
                        facts(squares()));
        assertThat(genome.geneNames())
                .containsExactly(
                        "weight of digits in stem-layers.0",
                        "weight of digits in layers.1-2",
                        "weight of digits in layers.3-head",
                        "weight of fashion in stem-layers.0",
                        "weight of fashion in layers.1-2",
                        "weight of fashion in layers.3-head");
        List<Double> genes = List.of(0.1, 0.2, 0.3, 0.5, 0.5, 0.5);
        Recipe recipe = genome.decode(genes);
        Map<String, Double> weights =
                Map.of("patch.weight", 0.1, "layers.2.mlp.up.weight", 0.2, "norm.weight", 0.3);
        ParameterValue weight =
                recipe.models().getFirst().parameters().find("weight").orElseThrow();
        weights.forEach(
                (tensor, value) ->
                        assertThat(weight.at(tensor, 0)).hasValue(new Argument.Number(value)));
        assertThat(genome.encode(recipe).map(genome::decode)).hasValue(recipe);
    }
}
