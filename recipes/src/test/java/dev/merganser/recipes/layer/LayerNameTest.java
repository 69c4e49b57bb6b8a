package dev.merganser.recipes.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerNameTest {

    @Test
    void aNameIsTakenApartAtItsFirstNumberAndPutTogetherAgain() {
        LayerName name = LayerName.of("model.layers.7.experts.3.weight").orElseThrow();
        assertThat(name).isEqualTo(new LayerName("model.layers", 7, "experts.3.weight"));
        assertThat(LayerName.of(name.stack(), name.layer(), name.rest()))
                .isEqualTo("model.layers.7.experts.3.weight");
    }

    @Test
    void theKindOfATensorIsItsNameWithoutNumbers() {
        assertThat(LayerName.kind("model.layers.7.experts.13.weight"))
                .isEqualTo("model.layers.*.experts.*.weight");
        assertThat(LayerName.kind("embed.weight")).isEqualTo("embed.weight");
    }

    @ParameterizedTest
    @CsvSource({
        "layers.0.weight, true",
        "0.weight, true",
        "fc1.weight, false",
        "head.0, false",
    })
    void aNumberedTensorHasANumberBeforeAPoint(String tensor, boolean expected) {
        assertThat(LayerName.isNumbered(tensor)).isEqualTo(expected);
    }
}
