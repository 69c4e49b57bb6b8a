package dev.merganser.recipes.plan;

import static dev.merganser.recipes.plan.PlanValues.attn;
import static dev.merganser.recipes.plan.PlanValues.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Layer paths, small enough to follow by hand. */
class LayerPathPlanTest {

    /** Values are 100, 200, … plus 10 times the layer; c has more layers, d another width. */
    private static final Map<String, Checkpoint> MODELS =
            Map.of(
                    "a", model("model.layers", 100, 4),
                    "b", model("model.layers", 200, 4),
                    "c", model("model.layers", 300, 6),
                    "base", model("model.layers", 0, 4),
                    "other names", model("blocks", 400, 3),
                    "wide", wide(),
                    "plain", new TestCheckpoint().with("weight", 1),
                    "two stacks", twoStacks());

    private static TestCheckpoint model(String stack, float value, int layers) {
        var model =
                new TestCheckpoint()
                        .with("model.embed_tokens.weight", value)
                        .withLongs("model.embed_positions", (long) value);
        for (int i = 0; i < layers; i++) {
            model.with(stack + "." + i + ".attn.w", value + 10 * i);
            model.withLongs(stack + "." + i + ".attn.steps", (long) value + i);
            model.with(stack + "." + i + ".mlp.w", value + 10 * i + 1);
            model.with(stack + "." + i + ".mlp.w.bias", value + 10 * i + 2);
        }
        return model.with("model.norm.weight", value + 8).with("lm_head.weight", value + 9);
    }

    private static TestCheckpoint wide() {
        TestCheckpoint model = model("model.layers", 500, 0);
        for (int i = 0; i < 2; i++) {
            model.with("model.layers." + i + ".attn.w", 1, 2);
            model.with("model.layers." + i + ".mlp.w", 1, 2);
            model.with("model.layers." + i + ".mlp.w.bias", 1, 2);
        }
        return model;
    }

    private static TestCheckpoint twoStacks() {
        return new TestCheckpoint()
                .with("encoder.block.0.w", 1)
                .with("decoder.block.0.w", 1)
                .with("shared.weight", 1);
    }

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
        assertThat(bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)[0]).isEqualTo((byte) 305);
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
    void mergesAreMergedLayerByLayer() {
        var plan = plan(WITH_MERGE);
        assertThat(attn(plan)).containsExactly(50f, 0f, 80f, 110f);
        assertThat(value(plan, "model.embed_tokens.weight")).isEqualTo(50);
        assertThat(value(plan, "lm_head.weight")).isEqualTo(9);
    }

    private static final String WITH_MERGE =
            """
            merge_method: layer_path
            base_model: base
            merganser:
              layer_path:
                stem: merged
                merges:
                  merged:
                    merge_method: task_arithmetic
                    base_model: base
                    models: [{model: a, parameters: {weight: 0.5}}]
                layers:
                - {model: merged, layer: 0}
                - {model: base, layer: 0}
                - {model: merged, layer: 3}
                - {model: a, layer: 1}
            """;

    @Test
    void tensorsOfMergesHaveTheKeysOfTheirMerges() {
        Recipe recipe = RecipeReader.parse(WITH_MERGE, "test");
        var merger = Merger.of(Models.of(MODELS));
        var path = merger.plan(recipe);
        var merge = merger.plan(((LayerPath) recipe.composition()).merges().get("merged"));
        assertThat(path.key("model.layers.2.attn.w"))
                .isPresent()
                .isEqualTo(merge.key("model.layers.3.attn.w"));
    }

    @Test
    void tensorsOfMergesCanBeHadInEveryWay() {
        var plan = plan(WITH_MERGE);
        String name = "model.layers.2.mlp.w";
        assertThat(value(plan, name)).isEqualTo(81);
        var finite = new float[1];
        plan.readFinite(name, MemorySegment.ofArray(finite));
        assertThat(finite).containsExactly(81);
        var stored = MemorySegment.ofArray(new byte[Float.BYTES]);
        plan.prepare(Workers.CALLER);
        plan.parts(name, Workers.CALLER).write(0, 1, stored);
        Floats.decode(DType.F32, stored, 0, finite, 0, 1);
        assertThat(finite).containsExactly(81);
    }

    @Test
    void aTypeOfThePathHoldsForItsMerges() {
        var plan = plan(WITH_MERGE + "out_dtype: bfloat16\n");
        assertThat(plan.tensors().stream().map(TensorInfo::dtype).distinct())
                .containsExactlyInAnyOrder(DType.BF16, DType.I64);
        assertThat(attn(plan)).containsExactly(50f, 0f, 80f, 110f);
    }

    @Test
    void mergesAreNotRoundedToATypeThatThePathDoesNotHave() {
        var half = new TestCheckpoint().with("l.0.w", DType.F16, Shape.of(1), 1);
        var next = new TestCheckpoint().with("l.0.w", DType.F16, Shape.of(1), 1 + 0x1p-10f);
        String recipe =
                """
                merge_method: layer_path
                base_model: one
                out_dtype: float32
                merganser:
                  layer_path:
                    merges:
                      mean: {merge_method: linear, models: [{model: one}, {model: other}], parameters: {weight: 1}}
                    layers: [{model: mean, layer: 0}]
                """;
        var models = Models.of(Map.of("one", half, "other", next));
        var plan = Merger.plan(RecipeReader.parse(recipe, "test"), models);
        assertThat(value(plan, "l.0.w")).isEqualTo(1 + 0x1p-11f);
    }

    @Test
    void aMergeIsReadBlockByBlock() {
        int size = 10_000;
        var one = new TestCheckpoint().with("l.0.w", TestCheckpoint.random(1, size));
        var other = new TestCheckpoint().with("l.0.w", TestCheckpoint.random(2, size));
        var models = Models.of(Map.of("one", one, "other", other));
        var merge =
                Merger.plan(
                        RecipeReader.parse(
                                "{merge_method: linear, models: [{model: one}, {model: other}], parameters: {weight: 0.5}}",
                                "test"),
                        models);
        float[] whole = new float[size];
        merge.read("l.0.w", MemorySegment.ofArray(whole));
        var values = new PlannedCheckpoint(merge).values("l.0.w");
        float[] block = new float[777];
        values.read(5000, block, 777);
        assertThat(block).isEqualTo(java.util.Arrays.copyOfRange(whole, 5000, 5777));
        int asked = one.asked();
        for (int from = 0; from + 777 < size; from += 777) {
            values.read(from, block, 777);
        }
        assertThat(one.asked()).isEqualTo(asked);
    }

    @Test
    void factorsMultiplyExactlyAndRoundOnce() {
        float third = 1 / 3f;
        var base =
                new TestCheckpoint()
                        .with("embed.weight", 1)
                        .with("layers.0.up", third)
                        .with("layers.0.down", third, -third, 7)
                        .with("norm.weight", 1);
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser: {layer_path: {layers: [{model: base, layer: 0, scale: 0.7}]}}
                        """,
                        "test");
        var factors = new LayerFactors(Map.of(0, Map.of("down", .7)));
        var plan = Merger.of(Models.of(Map.of("base", base))).plan(recipe, factors);
        float[] down = new float[3];
        plan.read("layers.0.down", MemorySegment.ofArray(down));
        assertThat(down)
                .containsExactly((float) (third * .7), (float) (-third * .7), (float) (7 * .7));
        assertThat(value(plan, "layers.0.up")).isEqualTo(third);
        assertThat(value(plan, "norm.weight")).isEqualTo(1);
    }

    @Test
    void aMergeMayHaveFactorsToo() {
        Recipe recipe =
                RecipeReader.parse(WITH_MERGE.replace("layer: 3}", "layer: 3, scale: 2}"), "t");
        var factors = new LayerFactors(Map.of(2, Map.of("mlp.w", 2.0)));
        var plan = Merger.of(Models.of(MODELS)).plan(recipe, factors);
        assertThat(value(plan, "model.layers.2.mlp.w")).isEqualTo(162);
        assertThat(value(plan, "model.layers.2.mlp.w.bias")).isEqualTo(82);
        assertThat(value(plan, "model.layers.0.mlp.w")).isEqualTo(51);
    }

    @Test
    void scalesNeedFactors() {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser: {layer_path: {layers: [{model: base, layer: 0, scale: 0.5}]}}
                        """,
                        "test");
        var merger = Merger.of(Models.of(MODELS));
        assertThatThrownBy(() -> merger.plan(recipe))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("--graph");
        assertThatThrownBy(() -> merger.plan(recipe, new LayerFactors(Map.of(0, Map.of("no", .5)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'no'");
    }

    @Test
    void mergekitsWordsMakeTheSameModel() {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: layer_path
                        base_model: base
                        merganser:
                          layer_path:
                            layers:
                            - {model: base, layer: 0}
                            - {model: base, layer: 1}
                            - {model: c, layer: 5, scale: 0.85}
                            - {model: a, layer: 2}
                            - {model: base, layer: 3}
                        """,
                        "test");
        var factors = new LayerFactors(Map.of(2, Map.of("mlp.w", .85)));
        var merger = Merger.of(Models.of(MODELS));
        var plan = merger.plan(recipe, factors);
        Recipe slices = PathSlices.of(recipe, plan).orElseThrow();

        assertThat(RecipeWriter.write(slices))
                .isEqualTo(
                        """
                        merge_method: passthrough
                        base_model: base
                        slices:
                          - sources:
                              - model: base
                                layer_range: [0, 2]
                          - sources:
                              - model: c
                                layer_range: [5, 6]
                                parameters:
                                  scale:
                                    - filter: model.layers.5.mlp.w.bias
                                      value: 1
                                    - filter: model.layers.5.mlp.w
                                      value: 0.85
                                    - value: 1
                          - sources:
                              - model: a
                                layer_range: [2, 3]
                          - sources:
                              - model: base
                                layer_range: [3, 4]
                        """);
        assertSame(merger.plan(slices), plan);
    }

    @Test
    void mergekitHasNoWordsForForeignEndsAndMerges() {
        for (String text :
                List.of(
                        path("base", "a 0", "base 1"),
                        path("base", "base 0", "a 1"),
                        path("base", "other names 0"),
                        WITH_MERGE)) {
            Recipe recipe = RecipeReader.parse(text, "test");
            assertThat(PathSlices.of(recipe, plan(text))).as(text).isEmpty();
        }
    }

    private static void assertSame(MergePlan one, MergePlan other) {
        assertThat(one.tensors()).isEqualTo(other.tensors());
        for (TensorInfo info : one.tensors()) {
            var bytes = MemorySegment.ofArray(new byte[(int) info.bytes()]);
            var others = MemorySegment.ofArray(new byte[(int) info.bytes()]);
            one.writeTensor(info.name(), bytes);
            other.writeTensor(info.name(), others);
            assertThat(bytes.mismatch(others)).as(info.name()).isEqualTo(-1);
        }
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

    private static String path(String base, String... layers) {
        return """
        merge_method: layer_path
        base_model: %s
        merganser:
          layer_path:
            layers:
        %s
        """
                .formatted(
                        base,
                        java.util.Arrays.stream(layers)
                                .map(LayerPathPlanTest::layer)
                                .collect(Collectors.joining("\n")));
    }

    private static String layer(String words) {
        int cut = words.lastIndexOf(' ');
        return "    - {model: %s, layer: %s}"
                .formatted(words.substring(0, cut), words.substring(cut + 1));
    }

    private static MergePlan plan(String yaml) {
        return Merger.plan(RecipeReader.parse(yaml, "test"), Models.of(MODELS));
    }
}
