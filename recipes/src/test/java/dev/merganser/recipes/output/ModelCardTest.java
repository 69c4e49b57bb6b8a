package dev.merganser.recipes.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.TestCheckpoint;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.ModelSources;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.Stages;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The card in the folder of a merged model. */
class ModelCardTest {

    @TempDir private Path folder;
    private FileHashes hashes;

    @BeforeEach
    void writeModels() throws IOException {
        hashes = FileHashes.in(folder.resolve("hashes"));
        new TestCheckpoint().with("x", 1, 2).with("y", 3).writeTo(weights("base"));
        new TestCheckpoint().with("x", 2, 2).with("y", 3).writeTo(weights("one"));
        new TestCheckpoint().with("x", 1, 5).with("y", 3).writeTo(weights("two"));
        Files.writeString(folder.resolve("base/config.json"), "{}");
    }

    private Path weights(String model) {
        return folder.resolve(model + "/model.safetensors");
    }

    @Test
    void aCardTellsEverythingAboutAMergeWithOneLicence() throws IOException {
        for (String model : List.of("base", "one", "two")) {
            license(model, "mit");
        }
        Files.writeString(folder.resolve("base/LICENSE"), "MIT License");
        Path out = merge(true);
        assertThat(out.resolve("LICENSE")).hasContent("MIT License");
        assertThat(out.resolve("README.md"))
                .hasContent(
                        """
                        ---
                        base_model:
                        - base
                        - one
                        - two
                        base_model_relation: merge
                        library_name: transformers
                        license: mit
                        tags:
                        - merge
                        - merganser
                        ---

                        # merged

                        A merge of the models below by `task_arithmetic`: 2 tensors of F32, 3 values. Made with Merganser 1.2.3.

                        ## Sources

                        | Model | Role | Licence | SHA-256 of the weights |
                        | --- | --- | --- | --- |
                        | base | base | mit | `%s` |
                        | one | model | mit | `%s` |
                        | two | model | mit | `%s` |

                        All sources state the licence mit.

                        ## Method

                        - `task_arithmetic`: Base plus the weighted sum of task vectors. Task arithmetic, arXiv:2212.04089

                        ## Recipe

                        ```yaml
                        merge_method: task_arithmetic
                        base_model: base
                        models:
                          - model: one
                            parameters:
                              weight: 0.5
                          - model: two
                        parameters:
                          weight: 1
                        ```

                        ## How to repeat it

                        Save the recipe as `recipe.yml` in a folder where the models have the names in it, and run there

                        ```sh
                        merganser merge recipe.yml merged
                        ```

                        The same models give the same bytes. A hash of weights in several files is that of what `sha256sum` prints for the index and the shards, in this order.
                        """
                                .formatted(
                                        Sha256.of(weights("base")),
                                        Sha256.of(weights("one")),
                                        Sha256.of(weights("two"))));
    }

    @Test
    void theRecipeFileKeepsWhatTheUserWroteAndTheCardNoPath() throws IOException {
        Path out = merge(false);
        assertThat(out.resolve("merganser_recipe.yml")).content().contains("base_model: " + folder);
        assertThat(out.resolve("README.md")).content().doesNotContain(folder.toString());
    }

    @Test
    void theCardNamesStatisticsWithoutTheirPath() throws IOException {
        for (String model : List.of("one", "two")) {
            Path statistics = folder.resolve("statistics").resolve(model + ".safetensors");
            new TestCheckpoint().with("x", 1, 2).with("y", 3).writeTo(statistics);
        }
        Path out =
                merge(
                        """
                        merge_method: fisher
                        models:
                          - {model: %1$s/one, parameters: {statistics: %1$s/statistics/one.safetensors}}
                          - {model: %1$s/two, parameters: {statistics: %1$s/statistics/two.safetensors}}
                        """
                                .formatted(folder),
                        false);
        assertThat(card(out))
                .contains("statistics: one.safetensors", "statistics: two.safetensors")
                .doesNotContain(folder.toString());
    }

    @Test
    void hashesAreNotComputedButTakenWhereTheyAreKnown() throws IOException {
        hashes.of(weights("one"));
        assertThat(card(merge(false)))
                .contains(
                        "| base | base | not stated | not computed (merge with `--hash`) |",
                        "| one | model | not stated | `" + Sha256.of(weights("one")) + "` |",
                        "None of the sources states its licence.");
    }

    @Test
    void differentLicencesAreListedAndNoneIsChosen() throws IOException {
        license("base", "apache-2.0");
        license("one", "cc-by-nc-4.0");
        Files.writeString(folder.resolve("base/LICENSE"), "Apache");
        Path out = merge(false);
        assertThat(out.resolve("LICENSE")).doesNotExist();
        assertThat(card(out))
                .contains(
                        "license: other",
                        "| base | base | apache-2.0 | not computed (merge with `--hash`) |",
                        "| one | model | cc-by-nc-4.0 | not computed (merge with `--hash`) |",
                        "| two | model | not stated | not computed (merge with `--hash`) |",
                        "The sources do not all state the same licence. Whoever shares the merged model has to keep to each of them; this card does not judge what follows.")
                .doesNotContain("license: apache-2.0", "license: cc-by-nc-4.0");
    }

    @Test
    void whatALicenceCallsItselfStaysOneCellOfTheTable() throws IOException {
        license("one", "\"mine | and\\nyours\"");
        assertThat(card(merge(false))).contains("| one | model | mine \\| and yours |");
    }

    @Test
    void allCompanionsOfTheBaseAreCopiedButNoOtherWeightsAndNoCodeThatIsNotNamed()
            throws IOException {
        for (String name :
                List.of(
                        "generation_config.json",
                        "preprocessor_config.json",
                        "video_preprocessor_config.json",
                        "processor_config.json",
                        "tokenizer.json",
                        "tokenizer.model",
                        "tokenizer_config.json",
                        "special_tokens_map.json",
                        "added_tokens.json",
                        "chat_template.jinja",
                        "additional_chat_templates/rag.jinja",
                        "vocab.json",
                        "merges.txt",
                        "modules.json",
                        "1_Pooling/config.json",
                        "modeling_own.py",
                        "pytorch_model.bin",
                        "adapter_model.safetensors",
                        "optimizer.pt")) {
            Path file = folder.resolve("base").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "[{\"path\": \"\"}, {\"path\": \"1_Pooling\"}]");
        }
        assertThat(names(merge(false)))
                .containsExactly(
                        "1_Pooling/config.json",
                        "README.md",
                        "added_tokens.json",
                        "additional_chat_templates/rag.jinja",
                        "chat_template.jinja",
                        "config.json",
                        "generation_config.json",
                        "merganser_recipe.yml",
                        "merges.txt",
                        "model.safetensors",
                        "modules.json",
                        "preprocessor_config.json",
                        "processor_config.json",
                        "special_tokens_map.json",
                        "tokenizer.json",
                        "tokenizer.model",
                        "tokenizer_config.json",
                        "video_preprocessor_config.json",
                        "vocab.json");
    }

    @Test
    void codeThatTheConfigurationNamesIsCopiedAndTheCardSaysSo() throws IOException {
        Files.writeString(
                folder.resolve("base/config.json"),
                "{\"auto_map\": {\"AutoModel\": \"modeling_own.Own\"}}");
        Files.writeString(folder.resolve("base/modeling_own.py"), "class Own: pass");
        Path out = merge(false);
        assertThat(out.resolve("modeling_own.py")).hasContent("class Own: pass");
        assertThat(card(out))
                .contains(
                        "names Python code, which is copied unchanged and unread: `modeling_own.py`.");
    }

    private void license(String model, String license) throws IOException {
        Files.writeString(
                folder.resolve(model + "/README.md"), "---\nlicense: " + license + "\n---\n");
    }

    /** Merges by absolute paths. */
    private Path merge(boolean hash) {
        return merge(
                """
                merge_method: task_arithmetic
                base_model: %1$s/base
                models:
                  - {model: %1$s/one, parameters: {weight: 0.5}}
                  - {model: %1$s/two}
                parameters: {weight: 1}
                """
                        .formatted(folder),
                hash);
    }

    private Path merge(String text, boolean hash) {
        Recipe recipe = RecipeReader.parse(text, "r.yml");
        Path out = folder.resolve("merged");
        try (Models models = Models.open(folder)) {
            if (hash) {
                ModelSources.hash(recipe.references(), models, hashes, 2);
            }
            var sources = ModelSources.of(recipe.references(), models, hashes);
            var origin = new MergeOrigin(Stages.of(recipe), sources, "1.2.3", Semantics.SAFE);
            MergeWriter.write(
                    Merger.plan(recipe, models), out, MergeOutput.STANDARD.withOrigin(origin));
        }
        return out;
    }

    private static String card(Path out) throws IOException {
        return Files.readString(out.resolve("README.md"));
    }

    private static List<String> names(Path out) throws IOException {
        try (var files = Files.walk(out)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
