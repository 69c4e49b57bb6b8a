package dev.merganser.recipes.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.OptionalInt;

class LayerPositionsTest {

    private static final LayerPositions FIVE_LAYERS =
            positions(OptionalInt.empty(), "embed.weight", "layers.0.x", "layers.4.x");

    @ParameterizedTest
    @CsvSource({
        "embed.weight, 0",
        "lm_head.weight, 0",
        "layers.0.attention.weight, 0",
        "layers.1.attention.weight, 0.25",
        "layers.2.attention.weight, 0.5",
        "layers.4.experts.3.weight, 1",
        "0.weight, 0",
        "layers.4, 0",
    })
    void aLayerIsTheFirstNumberBetweenPoints(String tensor, double expected) {
        assertThat(FIVE_LAYERS.of(tensor)).isEqualTo(expected);
    }

    @Test
    void eachStackCountsItsOwnLayers() {
        var positions =
                positions(OptionalInt.of(9), "encoder.layers.1.x", "decoder.layers.2.x", "x.0.y");
        assertThat(positions.of("encoder.layers.1.x")).isEqualTo(1);
        assertThat(positions.of("decoder.layers.1.x")).isEqualTo(0.5);
        assertThat(positions.of("x.0.y")).isEqualTo(1);
    }

    @Test
    void anOnlyLayerStandsAtTheEnd() {
        var positions = positions(OptionalInt.empty(), "layers.0.x", "embed");
        assertThat(positions.of("layers.0.x")).isEqualTo(1);
        assertThat(positions.of("embed")).isZero();
    }

    @Test
    void aConfigurationMayCountMoreLayersThanTheNames() {
        assertThat(positions(OptionalInt.of(11), "layers.4.x").of("layers.4.x")).isEqualTo(0.4);
        assertThat(positions(OptionalInt.of(2), "layers.4.x").of("layers.4.x")).isEqualTo(1);
    }

    @Test
    void withoutLayersEverythingStandsAtTheStart() {
        assertThat(positions(OptionalInt.empty(), "a", "b").of("a")).isZero();
    }

    private static LayerPositions positions(OptionalInt configured, String... names) {
        return LayerPositions.of(List.of(names), configured);
    }
}
