package dev.merganser.recipes.yaml;

import java.util.List;

/** A value in a YAML file. */
public sealed interface YamlValue {

    /** A string. */
    record Text(String value) implements YamlValue {}

    /** A finite number, whole or not. */
    record Number(double value) implements YamlValue {}

    /** True or false. */
    record Flag(boolean value) implements YamlValue {}

    /** A list. */
    record Items(List<YamlValue> values) implements YamlValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** A mapping. */
    record Mapping(YamlMap map) implements YamlValue {}

    /** A key without a value. */
    record Empty() implements YamlValue {}

    /** What kind of value this is, for messages. */
    default String kind() {
        return switch (this) {
            case Text(String value) -> "the text '" + value + "'";
            case Number(double value) -> "the number " + plain(value);
            case Flag(boolean value) -> String.valueOf(value);
            case Items _ -> "a list";
            case Mapping _ -> "a mapping";
            case Empty _ -> "nothing";
        };
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
