package dev.merganser.recipes.tokenizer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code tokenizer_config.json}, as far as merging touches it. */
final class TokenizerConfig {

    static final String NAME = "tokenizer_config.json";
    private static final String DECODER = "added_tokens_decoder";

    private TokenizerConfig() {}

    /** The flags of the added tokens that the configuration of a folder lists, by their texts. */
    static Map<String, AddedToken> addedTokens(Path folder) {
        Map<String, AddedToken> tokens = new LinkedHashMap<>();
        Optional<JsonNode> decoder =
                JsonFile.tree(folder.resolve(NAME)).map(config -> config.path(DECODER));
        for (JsonNode entry : decoder.map(JsonNode::values).orElse(List.of())) {
            if (entry.path("content").isString()) {
                AddedToken token = token(entry);
                tokens.put(token.content(), token);
            }
        }
        return tokens;
    }

    /** Whether the tokenizer is a class in a file beside it. */
    static boolean needsCode(Path folder) {
        return JsonFile.tree(folder.resolve(NAME)).filter(c -> c.has("auto_map")).isPresent();
    }

    private static AddedToken token(JsonNode entry) {
        return new AddedToken(
                entry.path("content").asString(),
                entry.path("single_word").asBoolean(false),
                entry.path("lstrip").asBoolean(false),
                entry.path("rstrip").asBoolean(false),
                entry.path("normalized").asBoolean(false),
                entry.path("special").asBoolean(false));
    }

    /** Lists more added tokens, where the configuration lists such tokens at all. */
    static void list(ObjectNode config, Map<Integer, AddedToken> tokens) {
        if (config.get(DECODER) instanceof ObjectNode decoder) {
            tokens.forEach(
                    (id, token) ->
                            decoder.putObject(id.toString())
                                    .put("content", token.content())
                                    .put("lstrip", token.lstrip())
                                    .put("normalized", token.normalized())
                                    .put("rstrip", token.rstrip())
                                    .put("single_word", token.singleWord())
                                    .put("special", token.special()));
        }
    }
}
