package dev.merganser.recipes.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.adapter.AdapterReport.Change;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

class AdapterWriterTest {

    private static final String Q = "model.layers.0.q.weight";

    @TempDir private Path folder;

    @Test
    void baseAndWrittenAdapterAreTheMergeWhereTheRankSuffices() throws IOException {
        float[] base = random(1, 40 * 30);
        float[] delta = lowRank(3, 40, 30);
        save("base", new TestCheckpoint().with(Q, DType.F32, Shape.of(40, 30), base));
        save("tuned", new TestCheckpoint().with(Q, DType.F32, Shape.of(40, 30), sum(base, delta)));
        for (int rank : new int[] {3, 8, 30}) {
            AdapterReport report = write(recipe("tuned"), "lora" + rank, rank);
            assertThat(report.modules()).isEqualTo(1);
            assertThat(report.kept()).isCloseTo(1, within(1e-10));
            assertThat(report.worst().orElseThrow().tensor()).isEqualTo(Q);
            try (var models = Models.open(folder)) {
                assertClose(merged(models, recipe("tuned"), Q), adapted(models, "lora" + rank, Q));
            }
        }
    }

    @Test
    void orthogonalDirectionsAreKeptByTheirSize() throws IOException {
        float[] tuned = {3, 0, 0, 0, 0, -2, 0, 0, 0};
        save("base", new TestCheckpoint().with(Q, DType.F32, Shape.of(3, 3), new float[9]));
        save("tuned", new TestCheckpoint().with(Q, DType.F32, Shape.of(3, 3), tuned));
        AdapterReport report = write(recipe("tuned"), "lora", 1);
        assertThat(report.kept()).isCloseTo(9 / 13.0, within(1e-12));
        try (var adapter = Checkpoints.open(folder.resolve("lora/adapter_model.safetensors"))) {
            float[] a = floats(adapter, "base_model.model.model.layers.0.q.lora_A.weight");
            float[] b = floats(adapter, "base_model.model.model.layers.0.q.lora_B.weight");
            assertThat(Math.abs(a[0])).isCloseTo((float) Math.sqrt(3), within(1e-6f));
            assertThat(a[0] * b[0]).isCloseTo(3, within(1e-6f));
        }
    }

    @Test
    void whatTheMergeHoldsBeyondTheTypeOfTheBaseIsKept() throws IOException {
        float tiny = 1e-4f;
        save("base", new TestCheckpoint().with(Q, DType.BF16, Shape.of(1, 2), 1, 1));
        save("tuned", new TestCheckpoint().with(Q, DType.F32, Shape.of(1, 2), 1 + tiny, 1));
        write(recipe("tuned"), "lora", 1);
        try (var models = Models.open(folder)) {
            assertClose(new float[] {1 + tiny, 1}, adapted(models, "lora", Q));
        }
    }

    @Test
    void embeddingsAndNormsAreSavedWholeAndNamed() throws IOException {
        saveSmallFamily();
        AdapterReport report = write(recipe("tuned"), "lora", 2);
        assertThat(report.modules()).isEqualTo(2);
        assertThat(report.savedWhole())
                .containsExactlyInAnyOrder(
                        new Change("model.embed_tokens.weight", 0.5),
                        new Change("model.layers.0.norm.weight", 1));
        assertThat(report.leftOut()).containsExactly(new Change("model.table", 1));
        assertThat(config("lora"))
                .contains("\"target_modules\" : [ \"q\" ]")
                .contains("\"modules_to_save\" : [ \"embed_tokens\", \"model.layers.0.norm\" ]")
                .contains("\"base_model_name_or_path\" : \"base\"")
                .contains("\"task_type\" : \"CAUSAL_LM\"")
                .contains("\"r\" : 2")
                .contains("\"lora_alpha\" : 2")
                .doesNotContain("lora_bias");
        try (var models = Models.open(folder)) {
            for (String name :
                    List.of(Q, "model.embed_tokens.weight", "model.layers.0.norm.weight")) {
                assertClose(merged(models, recipe("tuned"), name), adapted(models, "lora", name));
            }
            assertThat(models.checkpoint("base+lora").values("model.embed_tokens.weight").stored())
                    .isPresent();
        }
    }

    @Test
    void anArchitectureThatIsNoTextIsPassedOver() throws IOException {
        saveSmallFamily();
        Path file = folder.resolve("base/config.json");
        Files.writeString(file, "{\"architectures\": [{\"a\": 1}, \"LlamaForCausalLM\"]}");
        write(recipe("tuned"), "lora", 2);
        assertThat(config("lora")).contains("\"task_type\" : \"CAUSAL_LM\"");
    }

    @Test
    void whatIsNoLinearWeightCanBeLeftOut() throws IOException {
        saveSmallFamily();
        AdapterReport report = write(recipe("tuned"), "lora", new AdapterSettings(2, false), 1);
        assertThat(report.savedWhole()).isEmpty();
        assertThat(report.leftOut())
                .extracting(Change::tensor)
                .containsExactlyInAnyOrder(
                        "model.embed_tokens.weight", "model.layers.0.norm.weight", "model.table");
        assertThat(config("lora")).contains("\"modules_to_save\" : null");
        assertThat(report.kept()).isLessThan(1);
    }

    @Test
    void biasesOfAdaptedWeightsBecomeBiasesOfB() throws IOException {
        save(
                "base",
                new TestCheckpoint()
                        .with("q.weight", DType.F32, Shape.of(2, 1), 1, 1)
                        .with("q.bias", 1, 2));
        save(
                "tuned",
                new TestCheckpoint()
                        .with("q.weight", DType.F32, Shape.of(2, 1), 2, 3)
                        .with("q.bias", 4, 2));
        AdapterReport report = write(recipe("tuned"), "lora", 1);
        assertThat(report.savedWhole()).isEmpty();
        assertThat(report.leftOut()).isEmpty();
        assertThat(report.kept()).isCloseTo(1, within(1e-12));
        assertThat(config("lora")).contains("\"lora_bias\" : true");
        try (var models = Models.open(folder)) {
            assertThat(adapted(models, "lora", "q.bias")).containsExactly(4, 2);
            assertClose(new float[] {2, 3}, adapted(models, "lora", "q.weight"));
        }
    }

    @Test
    void weightsThatAreStoredTransposedGetTransposedFactors() throws IOException {
        save(
                "base",
                new TestCheckpoint()
                        .with("h.0.c_fc.weight", DType.F32, Shape.of(2, 3), 0, 0, 0, 0, 0, 0));
        save(
                "tuned",
                new TestCheckpoint()
                        .with("h.0.c_fc.weight", DType.F32, Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        Files.writeString(
                folder.resolve("base/config.json"),
                "{\"model_type\": \"gpt2\", \"architectures\": [\"GPT2LMHeadModel\"]}");
        write(recipe("tuned"), "lora", 2);
        assertThat(config("lora")).contains("\"fan_in_fan_out\" : true");
        try (var adapter = Checkpoints.open(folder.resolve("lora/adapter_model.safetensors"));
                var models = Models.open(folder)) {
            assertThat(
                            adapter.tensor("base_model.model.transformer.h.0.c_fc.lora_A.weight")
                                    .shape())
                    .isEqualTo(Shape.of(2, 2));
            assertThat(
                            adapter.tensor("base_model.model.transformer.h.0.c_fc.lora_B.weight")
                                    .shape())
                    .isEqualTo(Shape.of(3, 2));
            assertClose(new float[] {1, 2, 3, 4, 5, 6}, adapted(models, "lora", "h.0.c_fc.weight"));
        }
    }

    @Test
    void theBytesDoNotDependOnThreads() throws IOException {
        var base = new TestCheckpoint();
        var tuned = new TestCheckpoint();
        for (int i = 0; i < 6; i++) {
            base.with("l." + i + ".q.weight", DType.BF16, Shape.of(33, 40), random(i, 33 * 40));
            tuned.with(
                    "l." + i + ".q.weight", DType.BF16, Shape.of(33, 40), random(9 - i, 33 * 40));
        }
        save("base", base);
        save("tuned", tuned);
        write(recipe("tuned"), "one", new AdapterSettings(4, true), 1);
        write(recipe("tuned"), "four", new AdapterSettings(4, true), 4);
        for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
            assertThat(folder.resolve("four").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
        }
    }

    @Test
    void aRecipeWithoutABaseAndOutputsThatAreFilesAreRefused() throws IOException {
        saveSmallFamily();
        Recipe without =
                Recipe.of("linear", List.of(ModelEntry.of("tuned")))
                        .withParameters(Parameters.NONE.with("weight", 1));
        assertThatThrownBy(() -> write(without, "lora", 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "A LoRA adapter needs a recipe with a base_model, which it is applied to; found none.");
        write(recipe("tuned"), "lora", 1);
        assertThatThrownBy(() -> write(recipe("tuned").withBaseModel("base+lora"), "other", 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "A LoRA adapter needs a base_model without an adapter of its own, found 'base+lora'.");
        assertThatThrownBy(() -> write(recipe("tuned"), "lora", 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("The output must not exist yet");
        assertThatThrownBy(() -> write(recipe("tuned"), "a.safetensors", 1))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("The output must be a folder, found");
        assertThatThrownBy(() -> write(recipe("tuned"), "large", 1000))
                .isInstanceOf(WrongUseException.class)
                .hasMessageMatching(
                        "The rank of an adapter must be at most \\d+, the largest that a weight of this model can have; found 1000.");
    }

    @Test
    void aMergeOfOtherTensorsThanItsBaseHasIsRefused() throws IOException {
        saveSmallFamily();
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: passthrough
                        base_model: base
                        slices:
                          - sources: [{model: tuned, layer_range: [0, 1]}]
                        """,
                        "recipe");
        assertThatThrownBy(() -> write(recipe, "lora", 1))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A LoRA adapter needs a merged model with the tensors of its base, but 'model.layers.1.q.weight' of %s is not in the merged model. Maybe write a full model."
                                .formatted(folder.resolve("base")));
    }

    @Test
    void aFailureLeavesNothing() throws IOException {
        save("base", new TestCheckpoint().with(Q, DType.F32, Shape.of(1, 2), 1, 2));
        save("tuned", new TestCheckpoint().with(Q, DType.F32, Shape.of(1, 2), 1, Float.NaN));
        assertThatThrownBy(() -> write(recipe("tuned"), "lora", 1))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("must hold finite numbers, found NaN at element 1");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("base", "tuned");
        }
    }

    private void saveSmallFamily() throws IOException {
        save(
                "base",
                new TestCheckpoint()
                        .with(Q, DType.F32, Shape.of(2, 2), 1, 2, 3, 4)
                        .with("model.layers.1.q.weight", DType.F32, Shape.of(2, 2), 1, 2, 3, 4)
                        .with("model.embed_tokens.weight", DType.BF16, Shape.of(1, 2), 2, 0)
                        .with("model.layers.0.norm.weight", 1, 1)
                        .with("model.layers.1.norm.weight", 1, 1)
                        .with("model.table", 1)
                        .withLongs("model.ids", 7));
        save(
                "tuned",
                new TestCheckpoint()
                        .with(Q, DType.F32, Shape.of(2, 2), 1, 2, 3, 5)
                        .with("model.layers.1.q.weight", DType.F32, Shape.of(2, 2), 4, 3, 2, 1)
                        .with("model.embed_tokens.weight", DType.BF16, Shape.of(1, 2), 3, 0)
                        .with("model.layers.0.norm.weight", 2, 0)
                        .with("model.layers.1.norm.weight", 1, 1)
                        .with("model.table", 2)
                        .withLongs("model.ids", 7));
        Files.writeString(
                folder.resolve("base/config.json"),
                "{\"model_type\": \"llama\", \"architectures\": [\"LlamaForCausalLM\"]}");
    }

    private void save(String name, TestCheckpoint checkpoint) {
        checkpoint.writeTo(folder.resolve(name).resolve("model.safetensors"));
    }

    private static Recipe recipe(String model) {
        return Recipe.of("task_arithmetic", List.of(ModelEntry.of(model)))
                .withBaseModel("base")
                .withParameters(Parameters.NONE.with("weight", 1));
    }

    private AdapterReport write(Recipe recipe, String out, int rank) {
        return write(recipe, out, new AdapterSettings(rank, true), 2);
    }

    private AdapterReport write(Recipe recipe, String out, AdapterSettings settings, int threads) {
        try (var models = Models.open(folder)) {
            var plan = Merger.plan(AdapterWriter.unrounded(recipe), models);
            return AdapterWriter.write(
                    plan,
                    models,
                    folder.resolve(out),
                    settings,
                    MergeOutput.STANDARD.withThreads(threads));
        }
    }

    private String config(String adapter) throws IOException {
        return Files.readString(folder.resolve(adapter).resolve("adapter_config.json"));
    }

    private static float[] merged(Models models, Recipe recipe, String name) {
        var plan = Merger.plan(AdapterWriter.unrounded(recipe), models);
        float[] values = new float[(int) plan.info(name).orElseThrow().shape().elements()];
        plan.read(name, MemorySegment.ofArray(values));
        return values;
    }

    private static float[] adapted(Models models, String adapter, String name) {
        var tensor = models.checkpoint("base+" + adapter).values(name);
        float[] values = new float[(int) tensor.info().shape().elements()];
        tensor.read(0, values, values.length);
        return values;
    }

    private static float[] floats(Checkpoint checkpoint, String name) {
        return checkpoint.tensor(name).floats();
    }

    private static void assertClose(float[] expected, float[] found) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i])
                    .isCloseTo(expected[i], within(2e-6f * (1 + Math.abs(expected[i]))));
        }
    }

    private static float[] lowRank(int rank, int rows, int columns) {
        float[] u = random(5, rows * rank);
        float[] v = random(6, rank * columns);
        float[] product = new float[rows * columns];
        for (int i = 0; i < product.length; i++) {
            for (int k = 0; k < rank; k++) {
                product[i] += u[i / columns * rank + k] * v[k * columns + i % columns];
            }
        }
        return product;
    }

    private static float[] sum(float[] one, float[] other) {
        float[] sum = new float[one.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = one[i] + other[i];
        }
        return sum;
    }

    private static float[] random(long seed, int count) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
