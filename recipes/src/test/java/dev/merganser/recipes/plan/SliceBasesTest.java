package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PlanValues.attn;
import static dev.merganser.recipes.plan.PlanValues.value;
import static dev.merganser.recipes.plan.SliceModels.MODELS;
import static dev.merganser.recipes.plan.SliceModels.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.RecipeReader;

import org.junit.jupiter.api.Test;

/** The base model of slices, listed or not. */
class SliceBasesTest {

    @Test
    void aBaseThatIsNotListedGivesTheLayersThatAllSourcesGive() {
        String recipe =
                """
                merge_method: task_arithmetic
                base_model: base
                slices:
                - sources:
                  - {model: a, layer_range: [1, 3]}
                  - {model: b, layer_range: [1, 3]}
                  %s
                parameters: {weight: 0.5}
                """;
        var plan = plan(recipe.formatted(""));
        assertThat(attn(plan)).containsExactly((float) (10 + 150), (float) (20 + 150));
        assertThat(attn(plan(recipe.formatted("- {model: base, layer_range: [1, 3]}"))))
                .isEqualTo(attn(plan));
        assertThat(attn(plan(recipe.formatted("- {model: base, layer_range: [0, 2]}"))))
                .containsExactly(0 + 0.5f * 110 + 0.5f * 210, 10 + 0.5f * 110 + 0.5f * 210);
    }

    @Test
    void aSliceMayHaveABaseOfItsOwn() {
        var plan =
                plan(
                        """
                        merge_method: task_arithmetic
                        base_model: base
                        slices:
                        - {sources: [{model: a, layer_range: [0, 1]}]}
                        - {sources: [{model: a, layer_range: [1, 2]}], base_model: b}
                        parameters: {weight: 0.5}
                        """);
        assertThat(attn(plan)).containsExactly(50f, (float) (210 - 50));
        assertThat(value(plan, "model.embed_tokens.weight")).isEqualTo(50);
        assertThat(value(plan, "lm_head.weight")).isEqualTo(209 - 50);
    }

    @Test
    void aBaseThatIsNotListedIsRefusedWhereTheSourcesTakeDifferentLayers() {
        assertThatThrownBy(
                        () ->
                                plan(
                                        """
                                        merge_method: ties
                                        base_model: base
                                        slices:
                                        - sources:
                                          - {model: a, layer_range: [0, 2]}
                                          - {model: b, layer_range: [1, 3]}
                                        parameters: {weight: 1}
                                        """))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "slices[0].sources must list base_model 'base' with its layer_range, since"
                                + " merge method 'ties' needs it and the sources take different layers:"
                                + " [0, 2] of 'a' and [1, 3] of 'b'.");
    }

    @Test
    void aBaseThatOnlyGivesTheConfigurationOfSlicesIsNoReasonToWarn() {
        String recipe =
                "{merge_method: passthrough, base_model: base, slices: [{sources: [{model: a,"
                        + " layer_range: [0, 2]}]}]}";
        var models = Models.of(MODELS);
        assertThat(
                        RecipeChecker.check(
                                        RecipeReader.parse(recipe, "x.yml"),
                                        models,
                                        CheckSettings.standard())
                                .findings())
                .extracting(Finding::label)
                .doesNotContain("warning", "error");
    }
}
