package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PlanValues.value;
import static dev.merganser.recipes.plan.SliceModels.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

/** Modules of one model, each with its own layers. */
class ModulesTest {

    /** An encoder of two layers and a decoder of three, beside a shared embedding. */
    private static TestCheckpoint pair(float value) {
        var model = new TestCheckpoint().with("model.shared.weight", value);
        for (int i = 0; i < 2; i++) {
            model.with("model.encoder.layers." + i + ".w", value + 10 * i);
        }
        model.with("model.encoder.norm.weight", value + 1);
        for (int i = 0; i < 3; i++) {
            model.with("model.decoder.layers." + i + ".w", value + 10 * i);
        }
        return model.with("model.decoder.norm.weight", value + 2).with("lm_head.weight", value + 3);
    }

    private static final Map<String, Checkpoint> PAIRS = Map.of("a", pair(100), "b", pair(200));

    @Test
    void eachModuleHasItsOwnLayersAndParameters() {
        var plan =
                plan(
                        """
                        merge_method: linear
                        modules:
                          encoder:
                            models: [{model: a}, {model: b}]
                            parameters: {weight: [1, 2], normalize: false}
                          decoder:
                            slices:
                            - sources: [{model: a, layer_range: [2, 3]}]
                            - sources: [{model: b, layer_range: [0, 1]}]
                        parameters: {weight: 1}
                        """,
                        PAIRS,
                        Semantics.SAFE);
        assertThat(value(plan, "model.encoder.layers.0.w")).isEqualTo(300);
        assertThat(value(plan, "model.encoder.layers.1.w")).isEqualTo(2 * 320);
        assertThat(value(plan, "model.encoder.norm.weight")).isEqualTo(302);
        assertThat(value(plan, "model.decoder.layers.0.w")).isEqualTo(120);
        assertThat(value(plan, "model.decoder.layers.1.w")).isEqualTo(200);
        assertThat(plan.info("model.decoder.layers.2.w")).isEmpty();
        assertThat(value(plan, "model.shared.weight")).isEqualTo(100);
        assertThat(value(plan, "lm_head.weight")).isEqualTo(203);
        assertThat(plan.layerChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.origins()).containsExactly(2, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slices: [{sources: [{model: a, layer_range: [0, 1]}]}]|"
                        + " slices must be of one stack of layers, but 'a' (in-memory) has model.decoder.layers,"
                        + " model.encoder.layers. Maybe name them as 'modules'.",
                "modules: {x: {slices: [{sources: [{model: a, layer_range: [0, 1]}]}]}}|"
                        + " modules.x: slices must be of one stack of layers, but 'a' (in-memory) has"
                        + " model.decoder.layers, model.encoder.layers. Maybe name a module for each.",
                "modules: {encoder: {models: [{model: a}]}}|"
                        + " modules must tell by their names which layers each stands for, but nothing is said of"
                        + " model.decoder.layers. The model has the stacks model.decoder.layers, model.encoder.layers.",
                "modules: {encoder: {models: [{model: a}]}, x: {models: [{model: a}]}, y: {models: [{model: a}]}}|"
                        + " modules must tell by their names which layers each stands for, but nothing is said of"
                        + " model.decoder.layers. The model has the stacks model.decoder.layers, model.encoder.layers.",
                "modules: {encoder: {models: [{model: a}]}, layers: {models: [{model: a}]}}|"
                        + " Each stack of layers must belong to one module, but model.encoder.layers belongs to encoder"
                        + " and layers. The model has the stacks model.decoder.layers, model.encoder.layers.",
            })
    void modulesThatAreNotThoseOfTheModelAreRefused(String composition, String expected) {
        assertThatThrownBy(
                        () ->
                                plan(
                                        "merge_method: passthrough\n" + composition,
                                        PAIRS,
                                        Semantics.SAFE))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(expected);
    }
}
