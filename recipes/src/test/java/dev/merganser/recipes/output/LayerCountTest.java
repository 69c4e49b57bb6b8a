package dev.merganser.recipes.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.align.LayerChange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class LayerCountTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model.layers | {'num_hidden_layers':4,'x':4} | {'num_hidden_layers':3,'x':4}",
                "transformer.h | {'n_layer':4,'n_head':4} | {'n_layer':3,'n_head':4}",
                "model.layers | {'n_layers':4} | {'n_layers':3}",
                "model.layers | {'num_hidden_layers':5} | {'num_hidden_layers':5}",
                "model.layers | {'text_config':{'num_hidden_layers':4},'vision_config':{'num_hidden_layers':4}}"
                        + " | {'text_config':{'num_hidden_layers':3},'vision_config':{'num_hidden_layers':4}}",
                "vision_tower.encoder.layers | {'num_hidden_layers':4,'vision_config':{'num_hidden_layers':4}}"
                        + " | {'num_hidden_layers':4,'vision_config':{'num_hidden_layers':3}}",
                "visual.blocks | {'num_hidden_layers':4,'vision_config':{'depth':4}}"
                        + " | {'num_hidden_layers':4,'vision_config':{'depth':3}}",
                "model.encoder.layers | {'encoder_layers':4,'decoder_layers':4,'num_hidden_layers':4}"
                        + " | {'encoder_layers':3,'decoder_layers':4,'num_hidden_layers':3}",
                "model.decoder.layers | {'encoder_layers':4,'decoder_layers':4,'num_hidden_layers':4}"
                        + " | {'encoder_layers':4,'decoder_layers':3,'num_hidden_layers':4}",
                "decoder.block | {'num_layers':4,'num_decoder_layers':4} | {'num_layers':4,'num_decoder_layers':3}",
                "model.decoder.layers | {'num_hidden_layers':4} | {'num_hidden_layers':3}",
                "model.layers | {'layer_types':['a','b','c','d'],'eos':[1,2,3,4]}"
                        + " | {'layer_types':['d','a','a'],'eos':[1,2,3,4]}",
                "model.layers | [4 | [4",
            })
    void aConfigurationStatesTheLayersOfTheMergedModel(
            String stack, String config, String expected) {
        var change = new LayerChange(stack, 4, List.of(3, 0, 0));
        assertThat(compact(MergedConfig.withLayers(config.replace('\'', '"'), change)))
                .isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void theLayersOfALongerModelThatAListDoesNotKnowAreLikeItsLast() {
        var change = new LayerChange("layers", 2, List.of(0, 7, 1));
        assertThat(compact(MergedConfig.withLayers("{\"layer_types\":[\"a\",\"b\"]}", change)))
                .isEqualTo("{\"layer_types\":[\"a\",\"b\",\"b\"]}");
    }

    private static String compact(String json) {
        return json.replaceAll("\\s", "");
    }
}
