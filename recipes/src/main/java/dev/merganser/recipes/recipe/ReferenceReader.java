package dev.merganser.recipes.recipe;

import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.Optional;

/**
 * References to models: a text {@code path[@revision][+lora[@revision]]}, or one of mergekit's
 * mappings {@code {path, revision}} and {@code {model, lora}}, which become that text.
 */
final class ReferenceReader {

    private ReferenceReader() {}

    static String reference(YamlMap map, String key) {
        return switch (map.require(key)) {
            case YamlValue.Mapping(YamlMap parts) when parts.has("model") -> adapted(parts);
            case YamlValue.Mapping(YamlMap parts) -> path(parts);
            case YamlValue.Text _,
                    YamlValue.Number _,
                    YamlValue.Flag _,
                    YamlValue.Items _,
                    YamlValue.Empty _ ->
                    Words.word(map, key);
        };
    }

    static Optional<String> find(YamlMap map, String key) {
        return Words.isGiven(map, key) ? Optional.of(reference(map, key)) : Optional.empty();
    }

    /** mergekit's override_architecture says how to take a model apart; names tell that here. */
    private static String adapted(YamlMap parts) {
        parts.only("model", "lora", "override_architecture");
        String model = part(parts, "model");
        return Words.isGiven(parts, "lora") ? model + "+" + part(parts, "lora") : model;
    }

    private static String part(YamlMap parts, String key) {
        return parts.require(key) instanceof YamlValue.Mapping(YamlMap inner)
                ? path(inner)
                : Words.word(parts, key);
    }

    private static String path(YamlMap parts) {
        parts.only("path", "revision");
        String path = Words.word(parts, "path");
        return Words.isGiven(parts, "revision") ? path + "@" + Words.word(parts, "revision") : path;
    }
}
