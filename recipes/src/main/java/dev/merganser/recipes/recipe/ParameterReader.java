package dev.merganser.recipes.recipe;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One parameter's value: a scalar, a gradient, or filters. */
final class ParameterReader {

    private static final String EXPECTED =
            "a number, a flag, a word, a list of numbers (a gradient) or a list of {filter, value}";

    /** Numbers that YAML 1.1 knows beyond those of JSON, such as +0.5 and .5. */
    private static final Pattern DECIMAL =
            Pattern.compile(
                    "[+-]?(?:(?:0|[1-9]\\d{0,99})(?:\\.\\d{0,99})?|\\.\\d{1,99})(?:[eE][+-]?\\d{1,3})?");

    /** Flags that YAML 1.1, and so mergekit, knows beyond true and false. */
    private static final Map<String, Boolean> FLAGS =
            Map.of(
                    "true", true, "yes", true, "on", true, "false", false, "no", false, "off",
                    false);

    private ParameterReader() {}

    /** The mapping {@code parameters} of a recipe, a model, a slice, a source or a module. */
    static Parameters parameters(YamlMap map) {
        Map<String, ParameterValue> values = new TreeMap<>();
        if (Words.isGiven(map, "parameters")) {
            YamlMap given = map.map("parameters");
            given.keys().forEach(name -> values.put(name, value(given, name)));
        }
        return new Parameters(values);
    }

    static ParameterValue value(YamlMap map, String name) {
        YamlValue value = map.require(name);
        if (value instanceof YamlValue.Mapping rule) {
            return new ParameterValue.Filtered(List.of(rule(rule)));
        }
        if (value instanceof YamlValue.Items(List<YamlValue> items) && areRules(items)) {
            return new ParameterValue.Filtered(
                    items.stream().map(item -> rule((YamlValue.Mapping) item)).toList());
        }
        return setting(map, name, value);
    }

    private static boolean areRules(List<YamlValue> items) {
        return !items.isEmpty() && items.stream().allMatch(YamlValue.Mapping.class::isInstance);
    }

    private static ParameterValue.Rule rule(YamlValue.Mapping item) {
        YamlMap map = item.map().only("filter", "value");
        Optional<String> filter =
                map.find("filter")
                        .filter(value -> !(value instanceof YamlValue.Empty))
                        .map(_ -> map.text("filter"));
        return new ParameterValue.Rule(filter, setting(map, "value", map.require("value")));
    }

    private static ParameterValue.Setting setting(YamlMap map, String name, YamlValue value) {
        return switch (value) {
            case YamlValue.Number(double number) -> ParameterValue.of(number);
            case YamlValue.Flag(boolean flag) -> ParameterValue.of(flag);
            case YamlValue.Text(String text) -> scalar(text);
            case YamlValue.Items(List<YamlValue> items) -> gradient(map, name, items);
            case YamlValue.Mapping _, YamlValue.Empty _ ->
                    throw map.mismatch(name, EXPECTED, value);
        };
    }

    private static ParameterValue.Scalar scalar(String text) {
        if (DECIMAL.matcher(text).matches() && Double.isFinite(Double.parseDouble(text))) {
            return ParameterValue.of(Double.parseDouble(text));
        }
        Boolean flag = FLAGS.get(text.toLowerCase(Locale.ROOT));
        return flag == null ? ParameterValue.of(text) : ParameterValue.of(flag);
    }

    private static ParameterValue.Gradient gradient(
            YamlMap map, String name, List<YamlValue> items) {
        if (items.isEmpty()) {
            throw map.mismatch(name, EXPECTED, new YamlValue.Empty());
        }
        return new ParameterValue.Gradient(
                items.stream().map(item -> number(map, name, item)).toList());
    }

    private static double number(YamlMap map, String name, YamlValue item) {
        if (item instanceof YamlValue.Number(double number)) {
            return number;
        }
        if (item instanceof YamlValue.Text(String text)
                && scalar(text) instanceof ParameterValue.Scalar(Argument.Number(double number))) {
            return number;
        }
        throw map.mismatch(name, "a list of numbers or a list of {filter, value}", item);
    }
}
