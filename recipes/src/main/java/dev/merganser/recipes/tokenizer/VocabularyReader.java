package dev.merganser.recipes.tokenizer;

import static dev.merganser.recipes.tokenizer.JsonFile.require;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.SmallFile;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the tokens of a model's folder. Files are streamed, since the largest have tens of
 * megabytes; merges and the like are passed over.
 */
final class VocabularyReader {

    static final String TOKENIZER = "tokenizer.json";

    private final Path folder;
    private final Vocabulary.Builder tokens;

    private VocabularyReader(Path folder) {
        this.folder = folder;
        this.tokens = new Vocabulary.Builder(folder);
    }

    /** An added token before the model's tokens are known. */
    private record Added(AddedToken token, long id) {}

    static Vocabulary read(Path folder) {
        var reader = new VocabularyReader(folder);
        if (reader.has(TOKENIZER)) {
            reader.tokenizer(folder.resolve(TOKENIZER));
        } else if (reader.has("vocab.json")) {
            reader.map(folder.resolve("vocab.json"));
            reader.addedTokens();
        } else if (reader.has("vocab.txt")) {
            reader.lines(folder.resolve("vocab.txt"));
            reader.addedTokens();
        } else {
            throw reader.missing();
        }
        return reader.tokens.build();
    }

    private boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    private WrongUseException missing() {
        String found =
                has("tokenizer.model")
                        ? "found only tokenizer.model. Make one where transformers is installed: python3 -c \"from transformers import AutoTokenizer; AutoTokenizer.from_pretrained('%s').save_pretrained('%s')\""
                                .formatted(folder, folder)
                        : "found none.";
        return new WrongUseException(
                "The folder %s must hold a tokenizer.json (or vocab.json, vocab.txt), %s"
                        .formatted(folder, found));
    }

    private void tokenizer(Path file) {
        List<Added> added = new ArrayList<>();
        JsonFile.stream(
                file,
                parser ->
                        JsonFile.members(
                                parser,
                                (name, value) -> {
                                    switch (name) {
                                        case "added_tokens" -> added(file, value, added);
                                        case "model" ->
                                                JsonFile.members(
                                                        value, (key, v) -> model(file, key, v));
                                        default -> {}
                                    }
                                }));
        added.forEach(one -> tokens.added(one.token(), one.id()));
    }

    private void model(Path file, String key, JsonParser value) {
        if (key.equals("vocab")) {
            if (value.currentToken() == JsonToken.START_ARRAY) {
                tokens.model(TokenizerModel.LIST);
                list(file, value);
            } else {
                tokens.model(TokenizerModel.MAP);
                entries(file, value);
            }
        }
    }

    private void entries(Path file, JsonParser object) {
        require(
                object.currentToken() == JsonToken.START_OBJECT,
                file,
                "must hold a vocabulary that is a map or a list");
        JsonFile.members(object, (token, id) -> tokens.token(token, whole(file, token, id)));
    }

    private static long whole(Path file, String token, JsonParser id) {
        require(
                id.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && id.getNumberType() != JsonParser.NumberType.BIG_INTEGER,
                file,
                "must give each token a whole number, found %s of token %s"
                        .formatted(Quoted.text(id.getString()), Quoted.text(token)));
        return id.getLongValue();
    }

    /** {@code [[token, score], …]}: the place is the id. */
    private void list(Path file, JsonParser array) {
        String rule = "must hold a vocabulary of [token, score] pairs";
        for (int id = 0; array.nextToken() != JsonToken.END_ARRAY; id++) {
            require(array.currentToken() == JsonToken.START_ARRAY, file, rule);
            require(array.nextToken() == JsonToken.VALUE_STRING, file, rule);
            tokens.token(array.getString(), id);
            require(array.nextToken().isNumeric(), file, rule);
            require(array.nextToken() == JsonToken.END_ARRAY, file, rule);
        }
    }

    private static void added(Path file, JsonParser array, List<Added> into) {
        require(
                array.currentToken() == JsonToken.START_ARRAY,
                file,
                "must hold a list of added_tokens");
        while (array.nextToken() != JsonToken.END_ARRAY) {
            require(
                    array.currentToken() == JsonToken.START_OBJECT,
                    file,
                    "must hold added_tokens that are objects");
            into.add(added(file, array));
            require(
                    into.size() <= Vocabulary.LARGEST_ID,
                    file,
                    "must hold at most %d added_tokens".formatted(Vocabulary.LARGEST_ID));
        }
    }

    private static Added added(Path file, JsonParser object) {
        var entry = new AddedTokenEntry();
        JsonFile.members(
                object,
                (name, value) -> {
                    switch (value.currentToken()) {
                        case VALUE_TRUE -> entry.flag(name);
                        case VALUE_STRING -> entry.content(name, value.getString());
                        case VALUE_NUMBER_INT -> entry.id(name, whole(file, name, value));
                        default -> {}
                    }
                });
        require(entry.isWhole(), file, "must hold added_tokens with 'id' and 'content'");
        return new Added(entry.token(), entry.id());
    }

    private void map(Path file) {
        JsonFile.stream(file, parser -> entries(file, parser));
    }

    private void lines(Path file) {
        SmallFile.requireAtMost(file, JsonFile.LARGEST_STREAM);
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int id = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                tokens.token(line, id++);
            }
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable text in UTF-8: %s".formatted(file, DiskWords.of(file, e)),
                    e);
        }
    }

    /** {@code added_tokens.json}, with the flags of {@code tokenizer_config.json} where stated. */
    private void addedTokens() {
        Path file = folder.resolve("added_tokens.json");
        Map<String, AddedToken> flags = TokenizerConfig.addedTokens(folder);
        JsonFile.tree(file)
                .ifPresent(
                        map -> {
                            for (Map.Entry<String, JsonNode> entry : map.properties()) {
                                String token = entry.getKey();
                                require(
                                        entry.getValue().isIntegralNumber()
                                                && entry.getValue().canConvertToLong(),
                                        file,
                                        "must give each token a whole number");
                                tokens.added(
                                        flags.getOrDefault(token, AddedToken.plain(token)),
                                        entry.getValue().asLong());
                            }
                        });
    }
}
