package dev.merganser.recipes.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** Slices and modules, small enough to follow by hand. */
class SlicesTest {

    /** Four layers 0 to 3 in each; tensor values are 100, 200, … plus 10 times the layer. */
    private static final Map<String, Checkpoint> MODELS =
            Map.of("a", model(100, 4), "b", model(200, 4), "c", model(300, 6), "base", model(0, 4));

    private static TestCheckpoint model(float value, int layers) {
        var model = new TestCheckpoint().with("model.embed_tokens.weight", value);
        for (int i = 0; i < layers; i++) {
            model.with("model.layers." + i + ".attn.w", value + 10 * i);
            model.with("model.layers." + i + ".mlp.w", value + 10 * i + 1);
        }
        return model.with("model.norm.weight", value + 8).with("lm_head.weight", value + 9);
    }

    @Test
    void layersAreNumberedOverAllSlices() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        slices:
                        - sources: [{model: a, layer_range: [0, 2]}]
                        - sources: [{model: b, layer_range: [1, 3]}]
                        - sources: [{model: a, layer_range: [0, 1]}]
                        """);
        assertThat(attn(plan)).containsExactly(100f, 110f, 210f, 220f, 100f);
        assertThat(plan.tensors()).hasSize(13);
    }

    @Test
    void weightsBeforeTheLayersAreTheFirstSlicesAndThoseAfterTheLasts() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        slices:
                        - sources: [{model: a, layer_range: [3, 4]}]
                        - sources: [{model: b, layer_range: [0, 1]}]
                        """);
        assertThat(value(plan, "model.embed_tokens.weight")).isEqualTo(100);
        assertThat(value(plan, "model.norm.weight")).isEqualTo(208);
        assertThat(value(plan, "lm_head.weight")).isEqualTo(209);
        assertThat(plan.tensors().stream().map(TensorInfo::name))
                .containsExactly(
                        "model.embed_tokens.weight",
                        "model.layers.0.attn.w",
                        "model.layers.0.mlp.w",
                        "model.layers.1.attn.w",
                        "model.layers.1.mlp.w",
                        "model.norm.weight",
                        "lm_head.weight");
    }

    @Test
    void eachSourceHasAnOffsetOfItsOwn() {
        var plan =
                plan(
                        """
                        merge_method: linear
                        parameters: {weight: 1, normalize: false}
                        slices:
                        - sources:
                          - {model: a, layer_range: [0, 2]}
                          - {model: c, layer_range: [4, 6]}
                        """);
        assertThat(attn(plan)).containsExactly((float) (100 + 340), (float) (110 + 350));
    }

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
    void wholeModelsAreTheSameAsOneSliceOverAllLayers() {
        var sliced =
                plan(
                        """
                        merge_method: linear
                        slices:
                        - sources:
                          - {model: a, layer_range: [0, 4], parameters: {weight: [0, 1, 0.3]}}
                          - {model: b, layer_range: [0, 4], parameters: {weight: 0.5}}
                        """);
        var whole =
                plan(
                        """
                        merge_method: linear
                        models:
                        - {model: a, parameters: {weight: [0, 1, 0.3]}}
                        - {model: b, parameters: {weight: 0.5}}
                        """);
        assertThat(sliced.tensors()).containsExactlyElementsOf(whole.tensors());
        for (TensorInfo info : whole.tensors()) {
            assertThat(value(sliced, info.name())).isEqualTo(value(whole, info.name()));
        }
    }

    @Test
    void integersComeFromTheLayerThatTheMergedOneIsLike() {
        Map<String, Checkpoint> models =
                Map.of(
                        "a",
                        new TestCheckpoint()
                                .with("layers.0.w", 1)
                                .withLongs("layers.0.ids", 7)
                                .with("layers.1.w", 2)
                                .withLongs("layers.1.ids", 8));
        var plan =
                plan(
                        "{merge_method: passthrough, slices: [{sources: [{model: a, layer_range: [1, 2]}]},"
                                + " {sources: [{model: a, layer_range: [0, 1]}]}]}",
                        models,
                        Semantics.SAFE);
        byte[] bytes = new byte[8];
        plan.writeTensor("layers.0.ids", MemorySegment.ofArray(bytes));
        assertThat(bytes[0]).isEqualTo((byte) 8);
    }

    @Test
    void theLastSliceIsMergedWholeAfterTheLayersUnlessMergekitPairsFewer() {
        String recipe =
                """
                merge_method: linear
                parameters: {weight: 1, normalize: false}
                slices:
                - sources: [{model: a, layer_range: [0, 1]}]
                - sources: [{model: b, layer_range: [0, 1]}, {model: c, layer_range: [0, 1]}]
                """;
        var safe = plan(recipe);
        assertThat(value(safe, "lm_head.weight")).isEqualTo(209 + 309);
        assertThat(safe.findings()).isEmpty();
        var compat = plan(recipe, MODELS, Semantics.MERGEKIT);
        assertThat(value(compat, "lm_head.weight")).isEqualTo(209);
        assertThat(compat.findings())
                .contains(
                        Finding.note(
                                "mergekit: the weights after the layers are merged from 1 of the 2"
                                        + " sources of the last slice, since the first slice has no"
                                        + " more."));
    }

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
                "[{sources: [{model: a, layer_range: [0, 5]}]}]|"
                        + " slices[0].sources[0].layer_range must lie within the 4 layers of 'a' (in-memory), found [0, 5].",
                "[{sources: [{model: a, layer_range: [0, 1]}]}, {sources: [{model: c, layer_range: [6, 7]}]}]|"
                        + " slices[1].sources[0].layer_range must lie within the 6 layers of 'c' (in-memory), found [6, 7].",
                "[{sources: [{model: a, layer_range: [0, 1]}, {model: b, layer_range: [0, 1]}]}]|"
                        + " slices[0]: Merge method 'passthrough' needs exactly 1 model; found 2.",
            })
    void whatCannotBeCutIsRefusedWithOneLine(String slices, String expected) {
        assertThatThrownBy(() -> plan("merge_method: passthrough\nslices: " + slices))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(expected);
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

    @Test
    void slicesNeedLayers() {
        Map<String, Checkpoint> models = Map.of("a", new TestCheckpoint().with("w", 1));
        assertThatThrownBy(
                        () ->
                                plan(
                                        "{merge_method: passthrough, slices: [{sources: [{model: a,"
                                                + " layer_range: [0, 1]}]}]}",
                                        models,
                                        Semantics.SAFE))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "slices need a model with layers, but no tensor of 'a' (in-memory) has a number"
                                + " between points in its name, as in 'layers.0.weight'.");
    }

    @Test
    void layersThatDoNotFitEachOtherAreNamed() {
        Map<String, Checkpoint> models =
                Map.of(
                        "a", new TestCheckpoint().with("layers.0.w", 1).with("layers.0.v", 1),
                        "b", new TestCheckpoint().with("layers.0.w", 1).with("layers.1.w", 1, 2));
        String recipe =
                "{merge_method: linear, parameters: {weight: 1}, slices: [{sources: [{model: a,"
                        + " layer_range: [0, 1]}, {model: b, layer_range: [1, 2]}]}]}";
        assertThat(
                        RecipeChecker.check(
                                        RecipeReader.parse(recipe, "x.yml"),
                                        Models.of(models),
                                        CheckSettings.standard())
                                .findings())
                .extracting(Finding::message)
                .containsExactlyInAnyOrder(
                        "Tensor 'layers.0.w' must have one shape in all models, found [1] in 'a'"
                                + " (in-memory) and [2] in 'b' (in-memory) ('layers.1.w').",
                        "Tensor 'layers.1.v' must be in 'b' (in-memory), to be merged with 'layers.0.v'"
                                + " of 'a' (in-memory); it has none of that name.");
    }

    @Test
    void aGraphKeepsItsNumberOfLayers() {
        var plan =
                plan(
                        "{merge_method: passthrough, slices: [{sources: [{model: a, layer_range: [0, 2]}]}]}");
        assertThatThrownBy(() -> plan.requireLayersOfGraph("out.onnx"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "out.onnx must have the 4 layers of its graph, but the recipe makes 2 of them in"
                                + " 'model.layers'. Maybe write a folder or a .safetensors file.");
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

    @Test
    void mergekitsUsersMayWriteWhatTheSlicesShareOnce() {
        var plan =
                plan(
                        """
                        merge_method: passthrough
                        shared: &a {model: a, layer_range: [0, 2], parameters: {scale: 2}}
                        slices:
                        - sources: [*a]
                        - sources: [{<<: *a, layer_range: [1, 2]}]
                        - sources: [{<<: *a, model: b}]
                        """);
        assertThat(attn(plan)).containsExactly(200f, 220f, 220f, 400f, 420f);
    }

    private static final String TWO_SLICES =
            """
            merge_method: %s
            base_model: base
            slices:
            - sources: [{model: a, layer_range: [0, 2]}]
            - sources: [{model: b, layer_range: [2, 4]}]
            parameters: {%s}
            """;

    /** Were they one vector, the larger elements of b would leave none of a. */
    @Test
    void aTrimOfWholeModelsTakesEachModelForItself() {
        var plan = plan(TWO_SLICES.formatted("ties", "trim: model, density: 0.5, weight: 1"));
        assertThat(attn(plan)).containsExactly(100f, 110f, 220f, 230f);
    }

    @Test
    void slicesOfOtherModelsAreRefusedWhereModelsHaveNumbers() {
        assertThatThrownBy(() -> plan(TWO_SLICES.formatted("emr", "task: 1")))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "Merge method 'emr' needs the same models for all tensors; found 'a' for 'model.embed_tokens.weight' and 'b' for 'model.layers.2.attn.w'.");
    }

    @Test
    void aModelThatIsMergedWithItselfCountsTwice() {
        var names = new ModelNames(Models.of(MODELS));
        assertThat(names.of(List.of("a", "b", "a"))).containsExactly("a", "b", "a (2)");
        assertThat(names.of(List.of("b", "a"))).containsExactly("b", "a");
    }

    private static MergePlan plan(String yaml) {
        return plan(yaml, MODELS, Semantics.SAFE);
    }

    private static MergePlan plan(
            String yaml, Map<String, Checkpoint> models, Semantics semantics) {
        return Merger.of(Models.of(models), semantics).plan(RecipeReader.parse(yaml, "x.yml"));
    }

    private static List<Float> attn(MergePlan plan) {
        return plan.tensors().stream()
                .map(TensorInfo::name)
                .filter(name -> name.endsWith(".attn.w"))
                .map(name -> value(plan, name))
                .toList();
    }

    private static float value(MergePlan plan, String tensor) {
        float[] values = new float[1];
        plan.read(tensor, MemorySegment.ofArray(values));
        return values[0];
    }
}
