package dev.merganser.optimizer.settings;

import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.function.DoublePredicate;

/** Numbers of a search file in their ranges; what is left out has its usual value. */
record Numbers(YamlMap map) {

    /** A whole number from 1. */
    int count(String key, int usual, int high) {
        return WholeNumbers.find(map, key, high).orElse(usual);
    }

    /** A number above 0. */
    double positive(String key, double usual, double high) {
        return find(
                key, usual, value -> value > 0 && value <= high, "above 0 and up to " + text(high));
    }

    /** A number from 0. */
    double notNegative(String key, double usual, double high) {
        return between(key, usual, 0, high);
    }

    /** A number of a closed range. */
    double between(String key, double usual, double low, double high) {
        return find(
                key,
                usual,
                value -> value >= low && value <= high,
                "from " + text(low) + " to " + text(high));
    }

    /** A share above 0, of which 1 is all. */
    double share(String key, double usual) {
        return positive(key, usual, 1);
    }

    /** A share below 1, of which 0 is none. */
    double partOf(String key, double usual) {
        return find(key, usual, value -> value >= 0 && value < 1, "from 0 to below 1");
    }

    private double find(String key, double usual, DoublePredicate holds, String range) {
        return map.findNumber(key).map(value -> checked(key, value, holds, range)).orElse(usual);
    }

    private double checked(String key, double value, DoublePredicate holds, String range) {
        if (!holds.test(value)) {
            throw map.mismatch(key, "a number " + range, new YamlValue.Number(value));
        }
        return value;
    }

    private static String text(double bound) {
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
    }
}
