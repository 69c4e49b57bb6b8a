package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.space.ParameterRange;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads what {@code space} says about one parameter. */
final class RangeReader {

    private static final String LITERAL = "value";
    private static final String EXPECTED_RANGE =
            "a value, a range [low, high], a choice [a, b] of words or flags, a value for each expert {alias: value}, or a literal list {value: [...]}";

    private final YamlMap space;
    private final List<String> experts;

    /** A reader for the space of these experts. */
    RangeReader(YamlMap space, List<String> experts) {
        this.space = space;
        this.experts = List.copyOf(experts);
    }

    /**
     * What a search file says about a parameter.
     *
     * @param key one that the file has
     */
    ParameterRange range(String key) {
        return switch (space.require(key)) {
            case YamlValue.Items(List<YamlValue> ends)
                    when ends.size() == 2
                            && ends.getFirst() instanceof YamlValue.Number(double low)
                            && ends.getLast() instanceof YamlValue.Number(double high) ->
                    named(space, () -> ParameterRange.between(low, high));
            case YamlValue.Items(List<YamlValue> values) when isChoice(values) ->
                    named(space, () -> new ParameterRange.Choice(arguments(values)));
            case YamlValue.Mapping(YamlMap map) when map.has(LITERAL) ->
                    new ParameterRange.Fixed(literal(map.only(LITERAL)));
            case YamlValue.Mapping(YamlMap map) -> each(map);
            case YamlValue other ->
                    new ParameterRange.Fixed(
                            scalar(other)
                                    .orElseThrow(() -> space.mismatch(key, EXPECTED_RANGE, other)));
        };
    }

    /** Whether a list is of flags and words, not of numbers. */
    private static boolean isChoice(List<YamlValue> values) {
        return !values.isEmpty()
                && values.stream()
                        .allMatch(
                                value ->
                                        value instanceof YamlValue.Flag
                                                || value instanceof YamlValue.Text);
    }

    private static List<Argument> arguments(List<YamlValue> values) {
        return values.stream()
                .flatMap(value -> scalar(value).stream())
                .map(ParameterValue.Scalar::value)
                .toList();
    }

    private ParameterRange each(YamlMap map) {
        map.only(experts);
        Map<String, ParameterValue.Setting> byExpert = new TreeMap<>();
        for (String expert : experts) {
            YamlValue value = map.require(expert);
            byExpert.put(
                    expert,
                    scalar(value).orElseThrow(() -> map.mismatch(expert, "a value", value)));
        }
        return new ParameterRange.Each(byExpert);
    }

    /**
     * What {@code {value: …}} stands for: itself, a list as mergekit's gradient over the layers.
     */
    private static ParameterValue.Setting literal(YamlMap map) {
        YamlValue value = map.require(LITERAL);
        if (value instanceof YamlValue.Items(List<YamlValue> items) && !items.isEmpty()) {
            return ParameterValue.gradient(
                    items.stream().mapToDouble(item -> number(map, item)).toArray());
        }
        return scalar(value)
                .orElseThrow(() -> map.mismatch(LITERAL, "a value or a list of numbers", value));
    }

    private static double number(YamlMap map, YamlValue item) {
        if (item instanceof YamlValue.Number(double number)) {
            return number;
        }
        throw map.mismatch(LITERAL, "a list of numbers", item);
    }

    private static Optional<ParameterValue.Scalar> scalar(YamlValue value) {
        return switch (value) {
            case YamlValue.Number(double number) -> Optional.of(ParameterValue.of(number));
            case YamlValue.Flag(boolean flag) -> Optional.of(ParameterValue.of(flag));
            case YamlValue.Text(String text) -> Optional.of(ParameterValue.of(text));
            case YamlValue.Items _, YamlValue.Mapping _, YamlValue.Empty _ -> Optional.empty();
        };
    }

    /** Puts the file's name before a complaint that does not know it. */
    static <T> T named(YamlMap space, Supplier<T> read) {
        try {
            return read.get();
        } catch (WrongUseException e) {
            throw space.wrong(space.path() + ": " + e.getMessage());
        }
    }
}
