package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PlanValues.attn;
import static dev.merganser.recipes.plan.PlanValues.value;
import static dev.merganser.recipes.plan.SliceModels.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What parameters of slices are in force where. */
class SliceParametersTest {

    @Test
    void gradientsRunOverTheLayersOfASliceAndStartAtZeroOutside() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        slices:
                        - sources: [{model: a, layer_range: [0, 3], parameters: {scale: [0, 1]}}]
                        - sources: [{model: a, layer_range: [3, 4], parameters: {scale: [2, 3]}}]
                        """);
        assertThat(attn(plan)).containsExactly(0f, 55f, 120f, 390f);
        assertThat(value(plan, "model.embed_tokens.weight")).isZero();
        assertThat(value(plan, "lm_head.weight")).isEqualTo(2 * 109);
    }

    @Test
    void theInnermostLevelWithAMatchingFilterDecides() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        modules:
                          default:
                            slices:
                            - sources:
                              - model: a
                                layer_range: [0, 3]
                                parameters: {scale: {filter: layers.0.attn, value: 2}}
                              parameters: {scale: [{filter: layers.1.attn, value: 3}]}
                            parameters: {scale: [{filter: layers.2.attn, value: 4}]}
                        parameters: {scale: 5}
                        """);
        assertThat(attn(plan)).containsExactly(200f, 330f, 480f);
        assertThat(value(plan, "model.layers.0.mlp.w")).isEqualTo(505);
    }

    @Test
    void filtersOfAModelsParametersSeeItsOwnNamesAndThoseForAllTheMergedModels() {
        var plan =
                plan(
                        """
                        merge_method: task_arithmetic
                        base_model: base
                        slices:
                        - sources:
                          - {model: a, layer_range: [0, 1]}
                        - sources:
                          - {model: a, layer_range: [3, 4]}
                        parameters:
                          weight: [{filter: layers.3., value: 1}, {filter: layers.1., value: 7}, {value: 0.5}]
                          lambda: [{filter: layers.1., value: 2}, {filter: layers.3., value: 9}, {value: 1}]
                        """);
        assertThat(attn(plan)).containsExactly(50f, (float) (30 + 2 * 100));
    }
}
