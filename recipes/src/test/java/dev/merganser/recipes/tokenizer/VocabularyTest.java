package dev.merganser.recipes.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

class VocabularyTest {

    @TempDir private Path folder;

    @Test
    void aMapOfTokensIsReadWithItsAddedTokens() {
        var vocabulary =
                tokenizer(
                        """
                        {"added_tokens": [
                           {"id": 0, "content": "<s>", "special": true, "lstrip": false},
                           {"id": 3, "content": "<pad>", "special": false, "rstrip": true}],
                         "normalizer": {"type": "Lowercase", "vocab": {"no": 9}},
                         "model": {"type": "BPE", "vocab": {"<s>": 0, "a": 1, "\\u0120b": 2},
                                   "merges": [["a", "b"], "x y"]}}
                        """);
        assertThat(vocabulary.ids()).isEqualTo(Map.of("<s>", 0, "a", 1, "\u0120b", 2, "<pad>", 3));
        assertThat(vocabulary.added("<s>"))
                .contains(new AddedToken("<s>", false, false, false, false, true));
        assertThat(vocabulary.added("<pad>"))
                .contains(new AddedToken("<pad>", false, false, true, false, false));
        assertThat(vocabulary.added("a")).isEmpty();
        assertThat(vocabulary.beyondModel()).containsExactly("<pad>");
        assertThat(vocabulary.size()).isEqualTo(4);
        assertThat(vocabulary.model()).isEqualTo(TokenizerModel.MAP);
    }

    @Test
    void aListOfTokensIsReadByPlaces() {
        var vocabulary =
                tokenizer(
                        """
                        {"model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -1.5]]},
                         "added_tokens": [{"content": "<x>", "id": 2}]}
                        """);
        assertThat(vocabulary.ids()).isEqualTo(Map.of("<unk>", 0, "a", 1, "<x>", 2));
        assertThat(vocabulary.model()).isEqualTo(TokenizerModel.LIST);
        assertThat(vocabulary.modelSize()).isEqualTo(2);
    }

    @Test
    void whatRepeatsATokenOrAnIdIsPassedOver() {
        var vocabulary =
                tokenizer(
                        """
                        {"model": {"vocab": {"a": 0, "b": 0, "c": 2}},
                         "added_tokens": [{"content": "c", "id": 5}, {"content": "d", "id": 2},
                                          {"content": "a", "id": 0}]}
                        """);
        assertThat(vocabulary.ids()).isEqualTo(Map.of("a", 0, "c", 2));
        assertThat(vocabulary.passedOver()).isEqualTo(3);
        assertThat(vocabulary.size()).isEqualTo(3);
    }

    @Test
    void oldFilesAreReadWhereThereIsNoTokenizerJson() {
        ModelFolder.empty(folder)
                .file("vocab.json", "{\"a\": 0, \"b\": 1}")
                .file("added_tokens.json", "{\"<x>\": 2}")
                .file(
                        "tokenizer_config.json",
                        "{\"added_tokens_decoder\": {\"2\": {\"content\": \"<x>\", \"special\": true}}}");
        var vocabulary = Vocabulary.read(folder);
        assertThat(vocabulary.ids()).isEqualTo(Map.of("a", 0, "b", 1, "<x>", 2));
        assertThat(vocabulary.added("<x>").orElseThrow().special()).isTrue();
    }

    @Test
    void anAddedTokenWithAHugeIdIsRefused() {
        ModelFolder.empty(folder)
                .file("vocab.json", "{\"a\": 0}")
                .file("added_tokens.json", "{\"<x>\": 99999999999999999999}");
        assertThatThrownBy(() -> Vocabulary.read(folder))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        folder.resolve("added_tokens.json")
                                + " must give each token a whole number.");
    }

    @Test
    void aTextOfOneTokenALineIsRead() {
        ModelFolder.empty(folder).file("vocab.txt", "[PAD]\nthe\n##ing\n");
        assertThat(Vocabulary.read(folder).ids())
                .isEqualTo(Map.of("[PAD]", 0, "the", 1, "##ing", 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\": {\"vocab\": {\"a\": -1}}}|Token 'a' of F must have an id from 0 to 2097151, found -1.",
                "{\"model\": {\"vocab\": {\"a\": 2097152}}}|Token 'a' of F must have an id from 0 to 2097151, found 2097152.",
                "{\"model\": {\"vocab\": {\"a\": 1.5}}}|T must give each token a whole number, found '1.5' of token 'a'.",
                "{\"model\": {\"vocab\": {\"a\": 99999999999999999999}}}|T must give each token a whole number, found '99999999999999999999' of token 'a'.",
                "{\"model\": {\"vocab\": {\"a\": [1]}}}|T must give each token a whole number, found '[' of token 'a'.",
                "{\"model\": {\"vocab\": \"a\"}}|T must hold a vocabulary that is a map or a list.",
                "{\"model\": {\"vocab\": [\"a\"]}}|T must hold a vocabulary of [token, score] pairs.",
                "{\"added_tokens\": {}}|T must hold a list of added_tokens.",
                "{\"added_tokens\": [{\"id\": 1}]}|T must hold added_tokens with 'id' and 'content'.",
                "{\"model\": null}|The tokenizer of F must hold tokens, found none.",
                "[]|T must be a JSON object."
            })
    void whatIsNoTokenizerIsRefused(String text, String message) {
        assertThatThrownBy(() -> tokenizer(text))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        message.replace("F", folder.toString())
                                .replace("T must", folder.resolve("tokenizer.json") + " must"));
    }

    @Test
    void aCutFileIsRefused() {
        assertThatThrownBy(() -> tokenizer("{\"model\": {\"vocab\": {\"a\": 0,"))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json") + " must be valid JSON: ");
    }

    @Test
    void aFileThatMustNotBeReadIsSaidToBeOne() throws IOException {
        ModelFolder.empty(folder).file("tokenizer.json", "{}");
        Path file = folder.resolve("tokenizer.json");
        Files.setPosixFilePermissions(file, Set.of());
        assumeFalse(Files.isReadable(file), "root may read everything");
        assertThatThrownBy(() -> Vocabulary.read(folder))
                .isInstanceOf(BadDataException.class)
                .hasMessage(file + " must be readable: permission denied");
    }

    @Test
    void aSentencePieceModelAloneIsRefusedWithARemedy() {
        ModelFolder.empty(folder).file("tokenizer.model", "");
        assertThatThrownBy(() -> Vocabulary.read(folder))
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining("found only tokenizer.model. Make one where transformers is")
                .hasMessageContaining(".save_pretrained('" + folder + "')");
    }

    private Vocabulary tokenizer(String text) {
        ModelFolder.empty(folder).file("tokenizer.json", text);
        return Vocabulary.read(folder);
    }
}
