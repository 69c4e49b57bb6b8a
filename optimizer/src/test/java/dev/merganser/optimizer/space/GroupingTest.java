package dev.merganser.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class GroupingTest {

    private static List<TensorGroup> groups(String granularity, List<String> tensors) {
        return Grouping.of(
                        Granularity.parse(granularity),
                        new ModelFacts("base", List.of("digits"), tensors))
                .groups();
    }

    private static List<String> members(List<TensorGroup> groups, String name) {
        return groups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow()
                .tensors();
    }

    @ParameterizedTest
    @ValueSource(strings = {"global", "group(2)", "group(5)", "layer", "sublayer", "tensor"})
    void everyTensorIsInOneGroup(String granularity) {
        for (List<String> tensors : ModelNames.all()) {
            assertThat(groups(granularity, tensors).stream().flatMap(g -> g.tensors().stream()))
                    .containsExactlyInAnyOrderElementsOf(tensors);
        }
    }

    @Test
    void layersStandBetweenStemAndHead() {
        assertThat(groups("layer", ModelNames.bundled(11)))
                .extracting(TensorGroup::name)
                .startsWith("stem", "layers.0", "layers.1", "layers.2")
                .endsWith("layers.10", "head")
                .hasSize(13);
        assertThat(members(groups("layer", ModelNames.bundled(11)), "stem"))
                .containsExactly("patch.bias", "patch.weight", "position");
        assertThat(members(groups("layer", ModelNames.bundled(11)), "head"))
                .containsExactly("norm.bias", "norm.weight");
    }

    @Test
    void neighbouringLayersMakeAGroup() {
        assertThat(groups("group(2)", ModelNames.bundled(5)))
                .extracting(TensorGroup::name)
                .containsExactly("stem", "layers.0-1", "layers.2-3", "layers.4-5", "head");
    }

    @Test
    void sublayersTakeTheTensorsOfTheStemOneByOneWithTheirBiases() {
        assertThat(groups("sublayer", ModelNames.bundled(2)))
                .extracting(TensorGroup::name)
                .containsExactly(
                        "patch",
                        "position",
                        "layers.0.attention",
                        "layers.0.mlp",
                        "layers.1.attention",
                        "layers.1.mlp",
                        "head");
    }

    @Test
    void normsGoWithTheirSublayer() {
        assertThat(members(groups("sublayer", ModelNames.bundled(1)), "layers.0.mlp"))
                .contains("layers.0.mlp.norm.bias", "layers.0.mlp.up.weight");
        assertThat(members(groups("sublayer", ModelNames.llama(1)), "model.layers.0.mlp"))
                .contains("model.layers.0.post_attention_layernorm.weight")
                .hasSize(4);
        assertThat(members(groups("sublayer", ModelNames.bert(1)), "encoder.layer.0.attention"))
                .contains("encoder.layer.0.attention.output.LayerNorm.weight")
                .hasSize(3);
        assertThat(members(groups("sublayer", ModelNames.vit(1)), "vit.encoder.layer.0.attention"))
                .contains("vit.encoder.layer.0.layernorm_before.weight")
                .hasSize(3);
        assertThat(members(groups("sublayer", ModelNames.gpt2(1)), "h.0.mlp"))
                .contains("h.0.ln_2.weight")
                .hasSize(3);
        assertThat(
                        members(
                                groups("sublayer", ModelNames.clip(1)),
                                "vision_model.encoder.layers.0.mlp"))
                .contains("vision_model.encoder.layers.0.layer_norm2.weight")
                .hasSize(2);
        assertThat(members(groups("sublayer", ModelNames.t5(1)), "decoder.block.0.attention"))
                .contains(
                        "decoder.block.0.layer.0.layer_norm.weight",
                        "decoder.block.0.layer.1.layer_norm.weight")
                .hasSize(4);
    }

    @Test
    void whatBelongsToNoSublayerIsAGroupOfItsOwn() {
        List<String> tensors = List.of("blocks.0.attn.qkv", "blocks.0.mlp.fc1", "blocks.0.gamma");
        assertThat(members(groups("sublayer", tensors), "blocks.0.other"))
                .containsExactly("blocks.0.gamma");
    }

    @Test
    void headsAndStemsAreToldByTheirNames() {
        for (List<String> tensors : ModelNames.all()) {
            assertThat(members(groups("layer", tensors), "stem"))
                    .noneMatch(name -> name.contains("lm_head") || name.contains("ln_f"))
                    .noneMatch(name -> name.contains("pooler") || name.equals("norm.weight"));
        }
        assertThat(members(groups("layer", ModelNames.vit(1)), "head"))
                .containsExactly("classifier.weight", "vit.layernorm.weight");
        assertThat(members(groups("layer", ModelNames.bert(1)), "stem"))
                .contains("embeddings.LayerNorm.weight");
    }

    @Test
    void anUnknownGranularityIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Granularity.parse("sublayers"))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith("Did you mean 'sublayer'?");
        assertThatThrownBy(() -> Granularity.parse("auto(0)")).hasMessageContaining("at least 1");
        assertThat(Granularity.parse("auto(4)").key()).isEqualTo("auto(4)");
        assertThatThrownBy(() -> Granularity.parse("group(0)")).hasMessageContaining("at least 1");
    }
}
