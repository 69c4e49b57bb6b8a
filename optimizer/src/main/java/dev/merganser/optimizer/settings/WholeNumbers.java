package dev.merganser.optimizer.settings;

import dev.merganser.recipes.yaml.YamlMap;

import java.util.OptionalInt;

/** Counts in a search file: whole numbers from 1. */
final class WholeNumbers {

    private WholeNumbers() {}

    /** The number from 1 to {@code high} of a key, if the key is there. */
    static OptionalInt find(YamlMap map, String key, int high) {
        return map.findWhole(key, 1, high)
                .map(value -> OptionalInt.of(value.intValue()))
                .orElseGet(OptionalInt::empty);
    }
}
