package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PathModels.MODELS;
import static dev.merganser.recipes.plan.PathModels.WITH_MERGE;
import static dev.merganser.recipes.plan.PathModels.path;
import static dev.merganser.recipes.plan.PathModels.plan;
import static dev.merganser.recipes.plan.PlanValues.attn;
import static dev.merganser.recipes.plan.PlanValues.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Layer paths, small enough to follow by hand. */
class LayerPathPlanTest {

    @Test
    void theIdentityPathHasTheBytesOfTheBase() {
        var plan = plan(path("base", "base 0", "base 1", "base 2", "base 3"));
        assertThat(plan.tensors()).isEqualTo(MODELS.get("base").tensors());
        for (TensorInfo info : plan.tensors()) {
            var bytes = MemorySegment.ofArray(new byte[(int) info.bytes()]);
            plan.writeTensor(info.name(), bytes);
            assertThat(bytes.mismatch(MODELS.get("base").tensor(info.name()).data())).isEqualTo(-1);
        }
    }

    @Test
    void layersOfAnyModelsAreNumberedAnew() {
        var plan = plan(path("base", "a 3", "c 5", "c 5", "base 0"));
        assertThat(attn(plan)).containsExactly(130f, 350f, 350f, 0f);
        assertThat(value(plan, "model.embed_tokens.weight")).isZero();
        assertThat(value(plan, "lm_head.weight")).isEqualTo(9);
        assertThat(plan.layerChanges().getFirst().origins()).containsExactly(3, 5, 5, 0);
        assertThat(plan.layerChanges().getFirst().before()).isEqualTo(4);
    }

    @Test
    void integersAreThoseOfTheLayerThatIsTaken() {
        var plan = plan(path("base", "a 3", "c 5"));
        var bytes = MemorySegment.ofArray(new byte[Long.BYTES]);
        plan.writeTensor("model.layers.1.attn.steps", bytes);
        assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)[0]).isEqualTo((byte) 305);
    }

    @Test
    void stemAndHeadMayBeOfOtherModelsThanTheLayersBesideThem() {
        var plan =
                plan(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser:
                          layer_path:
                            stem: a
                            head: c
                            layers: [{model: b, layer: 1}]
                        """);
        assertThat(value(plan, "model.embed_tokens.weight")).isEqualTo(100);
        assertThat(attn(plan)).containsExactly(210f);
        assertThat(value(plan, "model.norm.weight")).isEqualTo(308);
        assertThat(plan.like()).isSameAs(MODELS.get("base"));
        assertThat(plan.path().orElseThrow().stem()).isSameAs(MODELS.get("a"));
    }

    @Test
    void layersThatAreCalledOtherwiseGetTheNamesOfTheBase() {
        assertThat(attn(plan(path("base", "other names 2", "base 1")))).containsExactly(420f, 10f);
    }

    @Test
    void aPathChecksClean() {
        var report =
                RecipeChecker.check(
                        RecipeReader.parse(WITH_MERGE, "test"),
                        Models.of(MODELS),
                        CheckSettings.standard());
        assertThat(report.findings().stream().filter(Finding::isError)).isEmpty();
        assertThat(report.estimate().orElseThrow().tensors()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "base | base 0,base 4 | merganser.layer_path.layers[1].layer must be one of the 4 layers of 'base' (in-memory), 0 to 3, found 4.",
                "base | plain 0 | merganser.layer_path.layers[0].layer needs layers called 'model.layers', as those of base_model 'base' (in-memory), but 'plain' (in-memory) has none.",
                "plain | base 0 | layer_path needs models with layers, but no tensor of 'plain' (in-memory) has a number between points in its name, as in 'layers.0.weight'.",
                "two stacks | base 0 | layer_path must go through one stack of layers, but 'two stacks' (in-memory) has 2: decoder.block, encoder.block.",
                "base | wide 1,wide 0 | merganser.layer_path.layers[0].layer: layer 1 of 'wide' (in-memory) must have the same tensors as the layers of base_model 'base' (in-memory), found 'attn.w' of shape [2] in place of [1].",
            })
    void whatDoesNotFitIsNamed(String base, String layers, String message) {
        assertThatThrownBy(() -> plan(path(base, layers.split(","))))
                .isInstanceOfAny(WrongUseException.class, BadDataException.class)
                .hasMessage(message);
    }

    @Test
    void endsMustBeLikeThoseOfTheBase() {
        String stem =
                """
                merge_method: layer_path
                base_model: base
                merganser: {layer_path: {stem: plain, layers: [{model: base, layer: 0}]}}
                """;
        assertThatThrownBy(() -> plan(stem))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "The stem of 'plain' (in-memory) must have the same tensors as base_model 'base' (in-memory), found no 'model.embed_tokens.weight'.");
    }

    @Test
    void mergekitsRulesAreRefusedInOneLine() {
        Recipe recipe = RecipeReader.parse(path("base", "base 0"), "test");
        assertThatThrownBy(() -> Merger.of(Models.of(MODELS), Semantics.MERGEKIT).plan(recipe))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("leave out --compat mergekit");
        assertThat(
                        RecipeChecker.check(
                                        recipe,
                                        Models.of(MODELS),
                                        CheckSettings.standard().withSemantics(Semantics.MERGEKIT))
                                .findings()
                                .stream()
                                .filter(Finding::isError))
                .hasSize(1);
    }
}
