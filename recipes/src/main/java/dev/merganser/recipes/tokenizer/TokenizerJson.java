package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.tokenizer.OutputVocabulary.NewToken;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds tokens to a {@code tokenizer.json} or {@code vocab.json}. The file's own bytes stay as they
 * are; the entries are put in front of the brackets that close a vocabulary.
 */
final class TokenizerJson {

    /** Places in the file, with the text that is put in front of each. */
    private final TreeMap<Long, String> inserts = new TreeMap<>();

    private final NewTokens news;
    private boolean hasAddedTokens;

    private TokenizerJson(NewTokens news) {
        this.news = news;
    }

    /** Writes a {@code tokenizer.json} with new tokens in its vocabulary and its added tokens. */
    static void extend(Path from, NewTokens news, Path to) throws IOException {
        var json = new TokenizerJson(news);
        JsonFile.stream(from, json::find);
        json.copy(from, to);
    }

    /** Writes a {@code vocab.json} with the new tokens that are no added ones. */
    static void extendMap(Path from, NewTokens news, Path to) throws IOException {
        var json = new TokenizerJson(news);
        List<NewToken> ordinary =
                news.tokens().stream().filter(token -> token.flags().isEmpty()).toList();
        JsonFile.stream(from, parser -> json.map(parser, ordinary));
        json.copy(from, to);
    }

    private void find(JsonParser parser) {
        long start = place(parser) + 1;
        JsonFile.members(
                parser,
                (name, value) -> {
                    switch (name) {
                        case "added_tokens" -> added(value);
                        case "model" -> JsonFile.members(value, this::model);
                        default -> {}
                    }
                });
        if (!hasAddedTokens && !news.addedById().isEmpty()) {
            inserts.put(start, "\"added_tokens\":[" + addedTokens() + "],");
        }
    }

    private static long place(JsonParser parser) {
        return parser.currentTokenLocation().getByteOffset();
    }

    private void added(JsonParser array) {
        hasAddedTokens = true;
        boolean empty = true;
        while (array.nextToken() != JsonToken.END_ARRAY) {
            empty = false;
            array.skipChildren();
        }
        insert(array, empty, addedTokens());
    }

    private String addedTokens() {
        return news.addedById().entrySet().stream()
                .map(TokenizerJson::entry)
                .collect(Collectors.joining(","));
    }

    private static String entry(Map.Entry<Integer, AddedToken> entry) {
        AddedToken token = entry.getValue();
        return "{\"id\":%d,\"content\":%s,\"single_word\":%b,\"lstrip\":%b,\"rstrip\":%b,\"normalized\":%b,\"special\":%b}"
                .formatted(
                        entry.getKey(),
                        JsonFile.text(token.content()),
                        token.singleWord(),
                        token.lstrip(),
                        token.rstrip(),
                        token.normalized(),
                        token.special());
    }

    private void model(String key, JsonParser value) {
        if (key.equals("vocab")) {
            if (value.currentToken() == JsonToken.START_OBJECT) {
                map(value, news.forModel());
            } else {
                list(value);
            }
        }
    }

    private void map(JsonParser object, Collection<NewToken> tokens) {
        boolean empty = true;
        while (object.nextToken() == JsonToken.PROPERTY_NAME) {
            empty = false;
            object.nextToken();
            object.skipChildren();
        }
        Stream<String> entries =
                tokens.stream().map(token -> JsonFile.text(token.token()) + ":" + token.id());
        insert(object, empty, entries.collect(Collectors.joining(",")));
    }

    /** New entries are less likely than all others, so that texts are cut as before. */
    private void list(JsonParser array) {
        double lowest = 0;
        boolean empty = true;
        while (array.nextToken() != JsonToken.END_ARRAY) {
            empty = false;
            array.nextToken();
            array.nextToken();
            lowest = Math.min(lowest, array.getDoubleValue());
            array.nextToken();
        }
        String score = Double.toString(lowest - 10);
        insert(
                array,
                empty,
                news.forModel().stream()
                        .map(token -> "[" + JsonFile.text(token.token()) + "," + score + "]")
                        .collect(Collectors.joining(",")));
    }

    private void insert(JsonParser atEnd, boolean empty, String entries) {
        if (!entries.isEmpty()) {
            inserts.put(place(atEnd), (empty ? "" : ",") + entries);
        }
    }

    private void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                OutputStream out = Files.newOutputStream(to)) {
            long at = 0;
            for (Map.Entry<Long, String> insert : inserts.entrySet()) {
                copy(in, out, insert.getKey() - at);
                out.write(insert.getValue().getBytes(StandardCharsets.UTF_8));
                at = insert.getKey();
            }
            in.transferTo(out);
        }
    }

    private static void copy(InputStream in, OutputStream out, long count) throws IOException {
        for (long left = count; left > 0; ) {
            byte[] bytes = in.readNBytes((int) Math.min(left, 1 << 16));
            out.write(bytes);
            left -= bytes.length;
            if (bytes.length == 0) {
                throw new IOException("The file became shorter while it was copied");
            }
        }
    }
}
