package dev.merganser.recipes.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.check.CheckSettings;
import dev.merganser.recipes.check.RecipeChecker;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.recipes.lora.TestAdapter;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeOutput;
import dev.merganser.recipes.recipe.Stages;
import dev.merganser.recipes.recipe.StagesReader;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tokenizer.ModelFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Recipe files of several documents, carried out. */
class StagedMergeTest {

    /**
     * By hand: sum = a + b = (4, 6); half = (a + sum) / 2 = (2.5, 4); out = half + b = (5.5, 8).
     */
    private static final String RECIPE =
            """
            merge_method: linear
            models: [{model: half}, {model: b.safetensors}]
            parameters: {weight: 1, normalize: false}
            ---
            name: half
            merge_method: linear
            models: [{model: a.safetensors}, {model: sum}]
            parameters: {weight: 1}
            ---
            name: sum
            merge_method: linear
            models: [{model: a.safetensors}, {model: b.safetensors}]
            parameters: {weight: 1, normalize: false}
            """;

    @TempDir private Path folder;
    private final List<String> told = new ArrayList<>();
    private int outputs;

    @BeforeEach
    void writeModels() {
        model("a", 1, 2);
        model("b", 3, 4);
    }

    @Test
    void intermediatesAreMergedFirstAndKept() throws IOException {
        assertThat(merge(RECIPE)).containsExactly(5.5f, 8);
        assertThat(kept()).hasSize(2);
        assertThat(kept().get(0)).matches("half-[0-9a-f]{24}");
        assertThat(kept().get(1)).matches("sum-[0-9a-f]{24}");
        assertThat(told)
                .containsExactly("'sum' is kept in " + place(1), "'half' is kept in " + place(0));
        try (var sum = Checkpoints.open(place(1))) {
            assertThat(sum.tensor("x").floats()).containsExactly(4, 6);
        }
        assertThat(place(0).resolve("README.md")).content().contains("name: sum");
    }

    @Test
    void whatIsKeptIsNotMergedAgain() throws IOException {
        merge(RECIPE);
        FileTime made = Files.getLastModifiedTime(place(1).resolve("model.safetensors"));
        told.clear();
        assertThat(merge(RECIPE)).containsExactly(5.5f, 8);
        assertThat(told)
                .containsExactly(
                        "'sum' is unchanged and taken from " + place(1),
                        "'half' is unchanged and taken from " + place(0));
        assertThat(Files.getLastModifiedTime(place(1).resolve("model.safetensors")))
                .isEqualTo(made);
        assertThat(kept()).hasSize(2);
    }

    @Test
    void aChangedParameterIsMergedAnewAndWhatDoesNotNeedItIsNot() throws IOException {
        merge(RECIPE);
        told.clear();
        String changed = RECIPE.replace("{model: sum}", "{model: sum, parameters: {weight: 3}}");
        assertThat(merge(changed)).containsExactly(13f / 4 + 3, 20f / 4 + 4);
        assertThat(told.getFirst()).startsWith("'sum' is unchanged");
        assertThat(told.getLast()).startsWith("'half' is kept in");
        assertThat(kept()).hasSize(3);
    }

    @Test
    void aChangedSourceOfTheSameSizeAndTimeIsMergedAnewAndSoIsAllThatNeedsIt() throws IOException {
        merge(RECIPE);
        told.clear();
        Path file = folder.resolve("b.safetensors");
        FileTime time = Files.getLastModifiedTime(file);
        model("b", 5, 4);
        Files.setLastModifiedTime(file, time);
        assertThat(merge(RECIPE)).containsExactly((1 + 6) / 2f + 5, 8);
        assertThat(told).hasSize(2).allMatch(line -> line.contains("is kept in"));
    }

    @Test
    void aChangedScaleOfAnAdapterIsMergedAnew() throws IOException {
        TestAdapter weights = TestAdapter.of("\"r\": 1, \"lora_alpha\": 1");
        weights.with(DType.F32, "x", Shape.of(2), 7, 7).writeTo(folder.resolve("lora"));
        new TestCheckpoint().with("x", 1, 2).writeTo(folder.resolve("base/model.safetensors"));
        String recipe =
                """
                merge_method: linear
                models: [{model: one}, {model: b.safetensors}]
                parameters: {weight: 1}
                ---
                name: one
                merge_method: linear
                models: [{model: base+lora}]
                parameters: {weight: 1}
                """;
        assertThat(merge(recipe)).containsExactly(5, 5.5f);
        Files.writeString(
                folder.resolve("lora/adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"r\": 1, \"lora_alpha\": 2}");
        merge(recipe);
        assertThat(kept()).hasSize(2);
    }

    @Test
    void aChangedCompanionOfASourceIsMergedAnew() throws IOException {
        Path base = folder.resolve("base");
        new TestCheckpoint().with("x", 1, 2).writeTo(base.resolve("model.safetensors"));
        Files.writeString(base.resolve("config.json"), "{\"n\": 1}");
        String recipe = RECIPE.replace("a.safetensors", "base");
        merge(recipe);
        Files.writeString(base.resolve("config.json"), "{\"n\": 2}");
        told.clear();
        merge(recipe);
        assertThat(told).hasSize(2).allMatch(line -> line.contains("is kept in"));
        assertThat(folder.resolve("out2/config.json")).content().contains("2");
    }

    @Test
    void changedStatisticsAreMergedAnew() throws IOException {
        Path statistics = folder.resolve("s.safetensors");
        String recipe =
                """
                merge_method: linear
                models: [{model: half}]
                parameters: {weight: 1}
                ---
                name: half
                merge_method: fisher
                models: [{model: a.safetensors}, {model: b.safetensors}]
                parameters: {statistics: s.safetensors}
                """;
        new TestCheckpoint().with("x", 1, 2).writeTo(statistics);
        merge(recipe);
        merge(recipe);
        assertThat(kept()).hasSize(1);
        new TestCheckpoint().with("x", 1, 3).writeTo(statistics);
        merge(recipe);
        assertThat(kept()).hasSize(2);
    }

    @Test
    void aChangedTokenizerBesideASourceThatIsAFileIsMergedAnew() throws IOException {
        for (String name : List.of("base", "chat")) {
            ModelFolder.of(folder.resolve(name), "a", "b")
                    .column("model.embed_tokens.weight", 1, 2)
                    .tensor("x", Shape.of(1), 7)
                    .write();
        }
        String recipe =
                """
                merge_method: passthrough
                models: [{model: joined}]
                ---
                name: joined
                merge_method: linear
                base_model: base/model.safetensors
                models: [{model: base/model.safetensors}, {model: chat/model.safetensors}]
                parameters: {weight: 1}
                tokenizer_source: union
                """;
        merge(recipe);
        ModelFolder.of(folder.resolve("chat"), "a", "c");
        merge(recipe);
        assertThat(kept()).hasSize(2);
    }

    @Test
    void anotherNameOrPlaceOfTheSameSourceIsTheSame() throws IOException {
        merge(RECIPE);
        Files.move(folder.resolve("a.safetensors"), folder.resolve("c.safetensors"));
        told.clear();
        merge(RECIPE.replace("a.safetensors", "c.safetensors"));
        assertThat(told).hasSize(2).allMatch(line -> line.contains("is unchanged"));
    }

    @Test
    void otherRulesOrAnotherVersionAreMergedAnew() {
        merge(RECIPE);
        told.clear();
        merge(RECIPE, Semantics.MERGEKIT, "1");
        merge(RECIPE, Semantics.SAFE, "2");
        told.removeIf(line -> line.contains("mergekit: "));
        assertThat(told).hasSize(4).allMatch(line -> line.contains("is kept in"));
    }

    @Test
    void aFailedIntermediateLeavesNothing() throws IOException {
        model("b", Float.NaN, 4);
        assertThatThrownBy(() -> merge(RECIPE)).isInstanceOf(BadDataException.class);
        assertThat(kept()).isEmpty();
        assertThat(folder.resolve("out1")).doesNotExist();
    }

    @Test
    void everythingIsLookedAtBeforeAnythingIsMerged() {
        assertThatThrownBy(() -> merge(RECIPE.replace("{model: half}", "{model: halff}")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("'halff'")
                .hasMessageEndingWith("Did you mean 'half'?");
        assertThatThrownBy(
                        () ->
                                merge(
                                        RECIPE.replace(
                                                "[{model: half}", "[{model: half}, {model: summ}")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("'summ'")
                .hasMessageEndingWith("Did you mean 'sum'?");
        assertThat(folder.resolve("kept")).doesNotExist();
    }

    @Test
    void whatPlanningFindsNamesTheFileAndTheDocument() {
        String tokens = "tokenizer_source: union\nmerge_method: linear\nmodels: [{model: a.";
        String alone = RECIPE.substring(RECIPE.indexOf("name: sum\n"));
        assertThatThrownBy(
                        () ->
                                merge(
                                        alone.replace(
                                                "merge_method: linear\nmodels: [{model: a.",
                                                tokens)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("r.yml: The folder ");
        assertThatThrownBy(
                        () ->
                                merge(
                                        RECIPE.replace(
                                                "merge_method: linear\nmodels: [{model: a.",
                                                tokens)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("r.yml: 'sum': The folder ");
        model("c", 1, 2, 3);
        assertThatThrownBy(() -> merge(RECIPE.replace("half}, {model: b", "half}, {model: c")))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("the output: Tensor 'x' must have one shape");
        assertThatThrownBy(() -> merge(alone.replace("{model: b", "{model: c")))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("Tensor 'x' must have one shape");
        assertThatThrownBy(() -> merge(alone.replace("{model: b", "{model: d")))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("r.yml: Model 'd.safetensors' must be a file");
        assertThatThrownBy(() -> merge("tokenizer_source: unoin\n" + alone))
                .isInstanceOf(WrongUseException.class)
                .hasMessageEndingWith("Did you mean 'union'?");
    }

    @Test
    void theOutputsRecipeFileHoldsAllDocumentsAndMergesToTheSame() throws IOException {
        merge(RECIPE);
        Path file = folder.resolve("out1/merganser_recipe.yml");
        assertThat(StagesReader.read(file)).isEqualTo(stages(RECIPE));
        assertThat(folder.resolve("out1/README.md"))
                .content()
                .contains("by `linear`, then `linear`, then `linear`", "name: half");
    }

    @Test
    void checkingLooksAtEveryDocumentOnWhatTheOthersWouldGive() throws IOException {
        assertThat(check(RECIPE)).isEmpty();
        model("c", 1, 2, 3);
        String three = RECIPE.replace("{model: half}, {model: b.", "{model: half}, {model: c.");
        assertThat(check(three))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.isError()).isTrue();
                            assertThat(finding.message())
                                    .startsWith("the output: ")
                                    .contains("'x'");
                        });
        assertThat(check(RECIPE.replace("{weight: 1}", "{weight: 1, density: 3}")))
                .anySatisfy(finding -> assertThat(finding.message()).startsWith("'half': "));
        assertThat(folder.resolve("kept")).doesNotExist();
    }

    private List<Finding> check(String recipe) throws IOException {
        Path file = Files.writeString(folder.resolve("r.yml"), recipe);
        try (Models models = Models.open(folder)) {
            return RecipeChecker.check(file, models, CheckSettings.standard().withDeep(true))
                    .findings();
        }
    }

    private void model(String name, float... x) {
        new TestCheckpoint().with("x", x).writeTo(folder.resolve(name + ".safetensors"));
    }

    private float[] merge(String recipe) {
        return merge(recipe, Semantics.SAFE, "1");
    }

    private float[] merge(String recipe, Semantics semantics, String version) {
        Path out = folder.resolve("out" + ++outputs);
        var hashes = FileHashes.in(folder.resolve("hashes"));
        var settings =
                new StagedMerge.Settings(
                        "r.yml", semantics, hashes, false, folder.resolve("kept"), version);
        try (Models models = Models.open(folder)) {
            StagedMerge.write(
                    settings,
                    stages(recipe),
                    models,
                    out,
                    MergeOutput.STANDARD,
                    finding -> told.add(finding.message()));
        }
        try (var merged = Checkpoints.open(out)) {
            return merged.tensor("x").floats();
        }
    }

    private Stages stages(String recipe) {
        try {
            return StagesReader.read(Files.writeString(folder.resolve("r.yml"), recipe));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path place(int index) throws IOException {
        return folder.resolve("kept").resolve(kept().get(index));
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
