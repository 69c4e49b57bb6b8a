package dev.merganser.recipes.recipe;

import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The keys {@code tokenizer_source} and {@code tokenizer}. */
final class TokenizerReader {

    private TokenizerReader() {}

    static Optional<TokenizerSettings> settings(YamlMap map) {
        boolean whole = Words.isGiven(map, "tokenizer");
        if (!Words.isGiven(map, "tokenizer_source")) {
            return whole ? Optional.of(tokenizer(map.map("tokenizer"))) : Optional.empty();
        }
        if (whole) {
            throw map.wrong(
                    "must hold one of tokenizer_source, tokenizer, found tokenizer_source and tokenizer");
        }
        return Optional.of(TokenizerSettings.of(source(map, "tokenizer_source")));
    }

    private static TokenizerSettings tokenizer(YamlMap map) {
        map.only("source", "tokens", "pad_to_multiple_of");
        Map<String, TokenRule> tokens = new TreeMap<>();
        if (Words.isGiven(map, "tokens")) {
            YamlMap rules = map.map("tokens");
            rules.keys().forEach(token -> tokens.put(token, rule(rules.map(token))));
        }
        TokenizerSettings.Source source =
                Words.isGiven(map, "source")
                        ? source(map, "source")
                        : new TokenizerSettings.Union();
        return new TokenizerSettings(source, tokens, whole(map, "pad_to_multiple_of", 1));
    }

    private static TokenizerSettings.Source source(YamlMap map, String key) {
        return switch (map.require(key)) {
            case YamlValue.Text(String text) when text.equals("union") ->
                    new TokenizerSettings.Union();
            case YamlValue.Text(String text) when text.equals("base") ->
                    new TokenizerSettings.Base();
            case YamlValue _ -> new TokenizerSettings.OfModel(ReferenceReader.reference(map, key));
        };
    }

    private static OptionalInt whole(YamlMap map, String key, int low) {
        return Words.isGiven(map, key)
                ? map.findWhole(key, low, Integer.MAX_VALUE).stream()
                        .mapToInt(Long::intValue)
                        .findFirst()
                : OptionalInt.empty();
    }

    private static TokenRule rule(YamlMap map) {
        map.only("source", "force");
        return new TokenRule(origin(map), map.findFlag("force").orElse(false));
    }

    private static TokenRule.Origin origin(YamlMap map) {
        return map.require("source") instanceof YamlValue.Mapping(YamlMap source)
                        && source.has("kind")
                ? ofKind(source)
                : new TokenRule.OfModel(ReferenceReader.reference(map, "source"));
    }

    private static TokenRule.Origin ofKind(YamlMap map) {
        return switch (map.text("kind")) {
            case "zero" -> {
                map.only("kind");
                yield new TokenRule.Zero();
            }
            case "model_token" -> modelToken(map.only("kind", "model", "token", "token_id"));
            default -> throw map.mismatch("kind", "model_token or zero", map.require("kind"));
        };
    }

    private static TokenRule.Origin modelToken(YamlMap map) {
        String model = ReferenceReader.reference(map, "model");
        Optional<String> token =
                Words.isGiven(map, "token") ? Optional.of(map.text("token")) : Optional.empty();
        OptionalInt id = whole(map, "token_id", 0);
        if (token.isPresent() == id.isPresent()) {
            throw map.wrong(
                    "%s must hold one of token, token_id, found %s"
                            .formatted(map.path(), token.isPresent() ? "both" : "none"));
        }
        return new TokenRule.ModelToken(model, token, id);
    }
}
