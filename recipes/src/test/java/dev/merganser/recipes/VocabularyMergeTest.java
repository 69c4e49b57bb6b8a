package dev.merganser.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.output.MergeWriter;
import dev.merganser.recipes.output.OutputPlace;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tokenizer.ModelFolder;
import dev.merganser.recipes.tokenizer.Vocabulary;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Two small folders with different tokenizers, merged half and half. base: a, b, &lt;/s&gt;; chat:
 * &lt;/s&gt;, c, a and the special token &lt;|end|&gt;.
 */
class VocabularyMergeTest {

    private static final String EMBEDDING = "model.embed_tokens.weight";

    @TempDir private Path folder;

    @BeforeEach
    void writeModels() {
        ModelFolder.of(folder.resolve("base"), "a", "b", "</s>")
                .file(
                        "config.json",
                        "{\"vocab_size\": 3, \"eos_token_id\": 2, \"pad_token_id\": 1}")
                .file("generation_config.json", "{\"eos_token_id\": [2], \"max_length\": 9}")
                .file("tokenizer_config.json", "{\"eos_token\": \"</s>\"}")
                .file("special_tokens_map.json", "{}")
                .matrix(EMBEDDING, row(1), row(2), row(3))
                .matrix("lm_head.weight", row(5), row(6), row(7))
                .tensor("model.norm.weight", Shape.of(1), 1)
                .write();
        ModelFolder.empty(folder.resolve("chat"))
                .file(
                        "tokenizer.json",
                        """
                        {"added_tokens": [{"id": 3, "content": "<|end|>", "special": true,
                          "single_word": false, "lstrip": false, "rstrip": false, "normalized": false}],
                         "model": {"type": "WordLevel", "vocab": {"</s>": 0, "c": 1, "a": 2}}}
                        """)
                .file("config.json", "{\"vocab_size\": 4, \"eos_token_id\": 3}")
                .file("tokenizer_config.json", "{\"eos_token\": \"<|end|>\"}")
                .file("chat_template.jinja", "{{ messages }}")
                .matrix(EMBEDDING, row(30), row(40), row(10), row(50))
                .matrix("lm_head.weight", row(70), row(80), row(60), row(90))
                .tensor("model.norm.weight", Shape.of(1), 3)
                .write();
    }

    @Test
    void theBasesVocabularyIsKept() throws IOException {
        Path out = merge("tokenizer_source: base");
        assertThat(firstColumn(out, EMBEDDING)).containsExactly(5.5f, 2, 16.5f);
        assertThat(firstColumn(out, "lm_head.weight"))
                .containsExactly((5 + 60) / 2f, 6, (7 + 70) / 2f);
        assertThat(floats(out, "model.norm.weight")).containsExactly(2);
        assertThat(out.resolve("tokenizer.json"))
                .hasSameBinaryContentAs(folder.resolve("base/tokenizer.json"));
        assertThat(out.resolve("config.json"))
                .hasSameBinaryContentAs(folder.resolve("base/config.json"));
        assertThat(out.resolve("chat_template.jinja")).doesNotExist();
    }

    @Test
    void theUnionHasAllTokensWithTheirFlags() throws IOException {
        Path out = merge("tokenizer: {source: union, pad_to_multiple_of: 8}");
        // a b </s> c <|end|>, then three rows of the mean of each model
        float mean = (5.5f + 2 + 16.5f + 40 + 50) / 5;
        assertThat(firstColumn(out, EMBEDDING))
                .containsExactly(5.5f, 2, 16.5f, 40, 50, mean, mean, mean);
        Vocabulary vocabulary = Vocabulary.read(out);
        assertThat(vocabulary.ids())
                .isEqualTo(Map.of("a", 0, "b", 1, "</s>", 2, "c", 3, "<|end|>", 4));
        assertThat(vocabulary.added("<|end|>").orElseThrow().special()).isTrue();
        assertThat(vocabulary.added("c")).isEmpty();
        assertThat(out.resolve("config.json")).content().contains("\"vocab_size\" : 8");
        assertThat(out.resolve("config.json")).content().contains("\"eos_token_id\" : 2");
        assertThat(out.resolve("special_tokens_map.json")).exists();
    }

    @Test
    void anotherModelsVocabularyComesWithItsFilesAndIds() throws IOException {
        Path out = merge("tokenizer_source: chat");
        assertThat(firstColumn(out, EMBEDDING)).containsExactly(16.5f, 40, 5.5f, 50);
        assertThat(out.resolve("tokenizer.json"))
                .hasSameBinaryContentAs(folder.resolve("chat/tokenizer.json"));
        assertThat(out.resolve("tokenizer_config.json"))
                .hasSameBinaryContentAs(folder.resolve("chat/tokenizer_config.json"));
        assertThat(out.resolve("chat_template.jinja")).exists();
        assertThat(out.resolve("special_tokens_map.json")).doesNotExist();
        assertThat(out.resolve("config.json"))
                .content()
                .contains("\"vocab_size\" : 4", "\"eos_token_id\" : 0")
                .doesNotContain("pad_token_id");
        assertThat(out.resolve("generation_config.json"))
                .content()
                .contains("\"eos_token_id\" : [ 0 ]", "\"max_length\" : 9");
        assertThat(warnings("tokenizer_source: chat"))
                .containsExactly(
                        "config.json of the base has 'pad_token_id' 1, a token that the vocabulary of 'chat' does not have; the key is left out.");
    }

    @Test
    void anIdBeyondAllNumbersIsLeftOut() throws IOException {
        Files.writeString(
                folder.resolve("base/config.json"),
                "{\"vocab_size\": 3, \"eos_token_id\": 99999999999999999999999}");
        Path out = merge("tokenizer_source: chat");
        assertThat(out.resolve("config.json")).content().contains("\"eos_token_id\" : 3");
    }

    @Test
    void aRuleHoldsInTheMergedModel() throws IOException {
        Path out =
                merge(
                        """
                        tokenizer:
                          source: union
                          tokens:
                            c: {source: {kind: model_token, model: base, token: b}, force: true}
                            "<|end|>": {source: {kind: zero}}
                            a: {source: chat, force: true}
                        """);
        assertThat(firstColumn(out, EMBEDDING)).containsExactly(10, 2, 16.5f, 2, 25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"auto|{{ messages }}", "'{{ bos_token }}'|{{ bos_token }}"})
    void aChatTemplateIsWrittenIntoBothFiles(String setting, String template) throws IOException {
        Path out = merge("tokenizer_source: base\nchat_template: " + setting);
        assertThat(out.resolve("chat_template.jinja")).hasContent(template);
        assertThat(Files.readString(out.resolve("tokenizer_config.json")))
                .contains("\"chat_template\" : \"" + template + "\"", "\"eos_token\"");
    }

    @Test
    void withoutATokenizerTheRefusalNamesTheKey() {
        assertThatThrownBy(() -> merge("dtype: float32"))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Tensor 'model.embed_tokens.weight' must have one shape in all models, found [3, 2] in 'base' (%s) and [4, 2] in 'chat' (%s). Maybe their vocabularies differ: set tokenizer_source to base or union."
                                .formatted(folder.resolve("base"), folder.resolve("chat")));
    }

    @Test
    void anOutputOfWeightsAloneIsWarnedOfAndAnAdapterNeedsTheBasesVocabulary() {
        try (var models = Models.open(folder)) {
            MergePlan plan = Merger.plan(recipe("tokenizer_source: chat"), models);
            assertThat(OutputPlace.leftOut(plan, Path.of("out.safetensors")))
                    .contains(
                            Finding.warning(
                                    "out.safetensors holds weights only: the tokenizer and the chat template are not written. Maybe write a folder of a full model."));
            assertThat(OutputPlace.leftOut(plan, Path.of("out"))).isEmpty();
            assertThat(plan.vocabulary().isThatOfTheBase()).isFalse();
            MergePlan base = Merger.plan(recipe("tokenizer_source: base"), models);
            assertThat(base.vocabulary().isThatOfTheBase()).isTrue();
        }
    }

    @Test
    void aModelWithoutATokenizerIsRefused() throws IOException {
        Files.delete(folder.resolve("chat/tokenizer.json"));
        assertThatThrownBy(() -> merge("tokenizer_source: base"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "The folder %s must hold a tokenizer.json (or vocab.json, vocab.txt), found none."
                                .formatted(folder.resolve("chat")));
    }

    @Test
    void equalModelsChangeNoBit() throws IOException {
        Recipe recipe =
                RecipeReader.parse(
                        """
                        merge_method: slerp
                        base_model: base
                        models: [{model: base}, {model: copy}]
                        parameters: {t: 0.3}
                        tokenizer_source: union
                        """,
                        "r.yml");
        Files.createDirectory(folder.resolve("copy"));
        for (String name : List.of("model.safetensors", "tokenizer.json")) {
            Files.copy(folder.resolve("base").resolve(name), folder.resolve("copy").resolve(name));
        }
        Path out = folder.resolve("same");
        try (var models = Models.open(folder)) {
            MergeWriter.write(Merger.plan(recipe, models), out, 2);
        }
        assertThat(floats(out, EMBEDDING)).isEqualTo(floats(folder.resolve("base"), EMBEDDING));
    }

    private Path merge(String keys) throws IOException {
        Path out = Files.createTempDirectory(folder, "place").resolve("out");
        try (var models = Models.open(folder)) {
            MergeWriter.write(Merger.plan(recipe(keys), models), out, 2);
        }
        return out;
    }

    private List<String> warnings(String keys) {
        try (var models = Models.open(folder)) {
            return Merger.plan(recipe(keys), models).findings().stream()
                    .filter(finding -> finding.kind() == Finding.Kind.WARNING)
                    .map(Finding::message)
                    .toList();
        }
    }

    private static Recipe recipe(String keys) {
        return RecipeReader.parse(
                """
                merge_method: linear
                base_model: base
                models: [{model: base}, {model: chat}]
                parameters: {weight: 0.5}
                """
                        + keys,
                "r.yml");
    }

    private static float[] row(float value) {
        return new float[] {value, -value};
    }

    private static float[] firstColumn(Path model, String tensor) {
        float[] values = floats(model, tensor);
        float[] column = new float[values.length / 2];
        for (int i = 0; i < column.length; i++) {
            column[i] = values[2 * i];
            assertThat(values[2 * i + 1]).isEqualTo(-column[i]);
        }
        return column;
    }

    private static float[] floats(Path model, String tensor) {
        try (var checkpoint = Checkpoints.open(model)) {
            Tensor found = checkpoint.tensor(tensor);
            return found.floats();
        }
    }
}
