package dev.merganser.recipes.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.TestRecipes;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tokenizer.ModelFolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What a check says of models beside whether their tensors fit. */
class CheckedModelsTest {

    private static final int SIDE = 40;

    @Test
    void modelsThatShareNoBaseAreWarnedOf() {
        var report = check(matrices(1), matrices(2));
        assertThat(report.findings())
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.kind()).isEqualTo(Finding.Kind.WARNING);
                            assertThat(finding.message())
                                    .matches(
                                            "'b' does not seem to share the base of 'a': the cosine of"
                                                    + " their weights is -?0\\.0\\d \\(median of 2"
                                                    + " matrices, from .*");
                        });
        assertThat(report.estimate()).isPresent();
    }

    @Test
    void modelsThatDoAreNot() {
        assertThat(check(matrices(1), matrices(1)).findings()).isEmpty();
    }

    @Test
    void methodsThatWorkByRowsAreWarnedOfWeightsStoredTheOtherWayRound(@TempDir Path folder)
            throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Path model = Files.createDirectories(folder.resolve(name));
            matrices(1).writeTo(model.resolve("model.safetensors"));
            Files.writeString(model.resolve("config.json"), "{\"model_type\": \"gpt2\"}");
        }
        String warning =
                "By its config.json 'c' stores linear weights as [inputs, outputs], but %s works by the rows of";
        assertThat(ofGpt(folder, "wudi", ""))
                .anyMatch(words -> words.startsWith(warning.formatted("wudi")));
        assertThat(ofGpt(folder, "model_stock", "filter_wise: true"))
                .anyMatch(words -> words.startsWith(warning.formatted("model_stock")));
        assertThat(ofGpt(folder, "model_stock", ""))
                .noneMatch(words -> words.contains("[inputs, outputs]"));
    }

    private static List<String> ofGpt(Path folder, String method, String parameters) {
        var recipe =
                RecipeReader.parse(
                        "{merge_method: %s, base_model: c, models: [{model: a}, {model: b}], parameters: {%s}}"
                                .formatted(method, parameters),
                        "recipe.yml");
        try (Models models = Models.open(folder)) {
            return RecipeChecker.check(recipe, models, false).stream()
                    .map(Finding::message)
                    .toList();
        }
    }

    @Test
    void damagedAndMissingModelsAreAllNamedAndTheRestIsCompared() {
        var recipe = TestRecipes.linear(1, 1, 1, 1);
        var report =
                RecipeChecker.check(
                        recipe,
                        Models.of(
                                Map.of(
                                        "a",
                                        matrices(1),
                                        "c",
                                        new TestCheckpoint(),
                                        "d",
                                        matrices(2))),
                        CheckSettings.standard());
        assertThat(report.findings())
                .extracting(Finding::message)
                .satisfiesExactly(
                        gone -> assertThat(gone).startsWith("There is no model 'b'."),
                        empty ->
                                assertThat(empty)
                                        .isEqualTo("Model 'c' (in-memory) has no tensors."),
                        strange -> assertThat(strange).startsWith("'d' does not seem"));
    }

    @Test
    void nanThatIsSeenInPassingIsAnErrorWithoutTheDeepCheckToo() {
        var bad = matrices(1);
        float[] values = bad.tensor("one").floats();
        values[7] = Float.NaN;
        bad.with("one", DType.F32, Shape.of(SIDE, SIDE), values);
        assertThat(check(matrices(1), bad).findings())
                .containsExactly(
                        Finding.badData(
                                "Tensor 'one' must hold finite numbers, but in 'a' or 'b' it holds"
                                        + " others. Maybe 'check --deep' tells where."));
    }

    @Test
    void oppositeAndScaledWeightsAreWarnedOf() {
        assertThat(messages(matrices(1), matrices(1, -1)))
                .singleElement()
                .asString()
                .contains("point the other way", "their cosine is -1.00");
        assertThat(messages(matrices(1), matrices(1, 10)))
                .singleElement()
                .asString()
                .startsWith("The weights of 'b' are 10.00 times as long as those of 'a'");
    }

    @Test
    void differentVocabulariesAreNamedWithTheirSizes() {
        var big =
                new TestCheckpoint()
                        .with("m.embed_tokens.weight", DType.F32, Shape.of(3, 1), 1, 2, 3);
        var small =
                new TestCheckpoint().with("m.embed_tokens.weight", DType.F32, Shape.of(2, 1), 1, 2);
        assertThat(messages(big, small))
                .anySatisfy(
                        message ->
                                assertThat(message)
                                        .startsWith(
                                                "Vocabularies differ: 'a' has 3 rows, 'b' has 2 rows."
                                                        + " Rows of different tokens"));
    }

    @Test
    void tokenizersThatGiveAnIdToDifferentTokensAreWarnedOf(@TempDir Path folder) {
        embedded(folder, "a", "x", "y", "z");
        embedded(folder, "b", "x", "z", "y");
        assertThat(messages(folder, ""))
                .containsExactly(
                        "The tokenizers of 'a' and 'b' give 2 ids to different tokens, the first is 1: 'y' and 'z'. Rows of different tokens must not be merged. Maybe state 'tokenizer: {source: union}' for all tokens, or 'tokenizer: {source: base}'.");
        assertThat(messages(folder, "tokenizer_source: union"))
                .noneMatch(message -> message.startsWith("The tokenizers of"));
    }

    @Test
    void tokenizersThatGiveEachIdToTheSameTokenAreNot(@TempDir Path folder) {
        embedded(folder, "a", "x", "y", "z");
        embedded(folder, "b", "x", "y", "z")
                .file(
                        "tokenizer.json",
                        """
                {"model": {"type": "WordLevel", "vocab": {"y": 1, "x": 0}}}""");
        assertThat(messages(folder, "")).isEmpty();
    }

    @Test
    void tokenizersThatCannotBeComparedAreNamed(@TempDir Path folder) {
        embedded(folder, "a", "x", "y", "z");
        embedded(folder, "b", "x", "y", "z").file("tokenizer.json", "{");
        assertThat(messages(folder, ""))
                .singleElement()
                .asString()
                .startsWith("The tokenizers of 'a' and 'b' cannot be compared: ")
                .contains("b/tokenizer.json must be valid JSON");
    }

    private static ModelFolder embedded(Path parent, String name, String... tokens) {
        ModelFolder model = ModelFolder.of(parent.resolve(name), tokens);
        model.column("model.embed_tokens.weight", 1, 2, 3).write();
        return model;
    }

    private static List<String> messages(Path folder, String more) {
        var recipe =
                RecipeReader.parse(
                        """
                        merge_method: linear
                        models: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]
                        """
                                + more,
                        "recipe.yml");
        try (Models models = Models.open(folder)) {
            List<Finding> merge = Merger.plan(recipe, models).findings();
            List<Finding> check = RecipeChecker.check(recipe, models, false);
            assertThat(check).containsAll(merge);
            return merge.stream().map(Finding::message).toList();
        }
    }

    @Test
    void typesThatAreNarrowedAreNoted() {
        var wide = new TestCheckpoint().with("w", DType.F32, Shape.of(2), 1, 2);
        var narrow = new TestCheckpoint().with("w", DType.BF16, Shape.of(2), 1, 2);
        assertThat(check(narrow, wide).findings())
                .containsExactly(
                        Finding.note(
                                "The merged model is stored in BF16; the weights of 'b' are F32 and"
                                        + " lose precision. Maybe state 'out_dtype'."));
        assertThat(check(wide, narrow).findings()).isEmpty();
    }

    @Test
    void aHeadThatTheConfigurationTiesMustBeTheEmbedding(@TempDir Path folder) throws Exception {
        TestCheckpoint own = embedded(1, 2).with("lm_head.weight", DType.F32, Shape.of(2, 1), 3, 4);
        TestCheckpoint tied =
                embedded(1, 2).with("lm_head.weight", DType.F32, Shape.of(2, 1), 1, 2);
        assertThat(inFolder(folder, "own", own, true))
                .singleElement()
                .asString()
                .startsWith(
                        "config.json of 'own' says tie_word_embeddings, but its output head is");
        assertThat(inFolder(folder, "tied", tied, true)).isEmpty();
        assertThat(inFolder(folder, "untied", own, false)).isEmpty();
        assertThat(inFolder(folder, "none", embedded(1, 2), false))
                .singleElement()
                .asString()
                .contains("but there is no head");
        assertThat(messages(tied, own))
                .containsExactly(
                        "'a' has an output head that equals its embedding, 'b' has an output head of"
                                + " its own. The merged model's configuration is that of 'a'.");
    }

    @Test
    void embeddingsAndHeadsAreKnownByTheirOtherNamesToo(@TempDir Path folder) throws Exception {
        TestCheckpoint meta =
                new TestCheckpoint()
                        .with("tok_embeddings.weight", DType.F32, Shape.of(2, 1), 1, 2)
                        .with("layers.0.output.weight", DType.F32, Shape.of(2, 1), 1, 2)
                        .with("output.weight", DType.F32, Shape.of(2, 1), 3, 4);
        assertThat(inFolder(folder, "untied", meta, false)).isEmpty();
        assertThat(inFolder(folder, "tied", meta, true))
                .singleElement()
                .asString()
                .contains("says tie_word_embeddings, but its output head is not its embedding");
    }

    @Test
    void anOutputThatExistsOrCannotBeIsRefusedBeforehand(@TempDir Path folder) {
        assertThat(out(folder))
                .singleElement()
                .asString()
                .startsWith("The output must not exist yet");
        assertThat(out(folder.resolve("m.bin")))
                .singleElement()
                .asString()
                .startsWith("The output must end in .safetensors");
        assertThat(out(folder.resolve("m.onnx")))
                .singleElement()
                .asString()
                .contains("needs an inference graph");
        assertThat(out(folder.resolve("new/m"))).isEmpty();
    }

    @Test
    void tooLittleMemoryIsWarnedOf() {
        var report =
                RecipeChecker.check(
                        TestRecipes.linear(1),
                        Models.of(Map.of("a", matrices(1))),
                        CheckSettings.standard().withMachine(new Machine(2, 1000)));
        assertThat(report.findings())
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .startsWith("The merge needs about 24");
    }

    private static List<String> out(Path out) {
        return RecipeChecker.check(
                        TestRecipes.linear(1),
                        Models.of(Map.of("a", matrices(1))),
                        CheckSettings.standard().withOut(out))
                .findings()
                .stream()
                .map(Finding::message)
                .toList();
    }

    private static TestCheckpoint embedded(float... values) {
        return new TestCheckpoint()
                .with("model.embed_tokens.weight", DType.F32, Shape.of(2, 1), values);
    }

    private static List<String> inFolder(
            Path parent, String name, TestCheckpoint checkpoint, boolean tied) throws Exception {
        Path folder = parent.resolve(name);
        checkpoint.writeTo(folder.resolve("model.safetensors"));
        Files.writeString(
                folder.resolve("config.json"), "{\"tie_word_embeddings\": %s}".formatted(tied));
        var recipe = Recipe.of("passthrough", List.of(ModelEntry.of(name)));
        try (Models models = Models.open(parent)) {
            return RecipeChecker.check(recipe, models, false).stream()
                    .map(Finding::message)
                    .toList();
        }
    }

    private static TestCheckpoint matrices(long seed) {
        return matrices(seed, 1);
    }

    private static TestCheckpoint matrices(long seed, float factor) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var checkpoint = new TestCheckpoint();
        for (String name : List.of("one", "two")) {
            float[] values = new float[SIDE * SIDE];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian() * factor;
            }
            checkpoint.with(name, DType.F32, Shape.of(SIDE, SIDE), values);
        }
        return checkpoint;
    }

    private static CheckReport check(Checkpoint a, Checkpoint b) {
        return RecipeChecker.check(
                TestRecipes.linear(1, 1),
                Models.of(Map.of("a", a, "b", b)),
                CheckSettings.standard());
    }

    private static List<String> messages(Checkpoint a, Checkpoint b) {
        return check(a, b).findings().stream().map(Finding::message).toList();
    }
}
