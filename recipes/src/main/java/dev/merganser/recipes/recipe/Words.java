package dev.merganser.recipes.recipe;

import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

/** Texts that name something. */
final class Words {

    private Words() {}

    /** A text that is not blank; a number is refused, since its spelling would be lost. */
    static String word(YamlMap map, String key) {
        YamlValue value = map.require(key);
        if (value instanceof YamlValue.Text(String text) && !text.isBlank()) {
            return text;
        }
        throw map.mismatch(key, "a text", value);
    }

    /** Whether a key is there and not {@code null}, which mergekit takes for its absence. */
    static boolean isGiven(YamlMap map, String key) {
        return map.find(key).filter(value -> !(value instanceof YamlValue.Empty)).isPresent();
    }
}
