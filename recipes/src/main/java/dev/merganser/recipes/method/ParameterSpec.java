package dev.merganser.recipes.method;

import java.util.List;
import java.util.Optional;

/**
 * What a merge method says about one of its parameters.
 *
 * @param name key in a recipe, lower snake case
 * @param scope one value for each model, or one for all
 * @param kind type of the value
 * @param low smallest number, inclusive; negative infinity for none
 * @param high largest number, inclusive; positive infinity for none
 * @param choices allowed words of a text
 * @param defaultValue value where the recipe gives none; empty: the recipe must give one
 * @param hasEffect false for what is read for mergekit's sake and changes nothing
 * @param summary one line for people
 */
public record ParameterSpec(
        String name,
        Scope scope,
        Kind kind,
        double low,
        double high,
        List<String> choices,
        Optional<Argument> defaultValue,
        boolean hasEffect,
        String summary) {

    /** Whether a parameter has one value for each model or one for all. */
    public enum Scope {
        MODEL,
        GLOBAL
    }

    /** The type of a parameter's value. */
    public enum Kind {
        NUMBER,
        FLAG,
        TEXT
    }

    public ParameterSpec {
        choices = List.copyOf(choices);
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "Range of parameter '%s' must not be empty, found [%s, %s]"
                            .formatted(name, low, high));
        }
    }

    /** A required finite number of any size. */
    public static ParameterSpec number(String name, Scope scope, String summary) {
        return plain(name, scope, Kind.NUMBER, List.of(), summary);
    }

    /** A required flag. */
    public static ParameterSpec flag(String name, Scope scope, String summary) {
        return plain(name, scope, Kind.FLAG, List.of(), summary);
    }

    /** A required word. */
    public static ParameterSpec text(
            String name, Scope scope, List<String> choices, String summary) {
        return plain(name, scope, Kind.TEXT, choices, summary);
    }

    private static ParameterSpec plain(
            String name, Scope scope, Kind kind, List<String> choices, String summary) {
        return new ParameterSpec(
                name,
                scope,
                kind,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                choices,
                Optional.empty(),
                true,
                summary);
    }

    /** This number within limits, both inclusive. */
    public ParameterSpec between(double lowest, double highest) {
        return new ParameterSpec(
                name, scope, kind, lowest, highest, choices, defaultValue, hasEffect, summary);
    }

    /** This parameter with a default. */
    public ParameterSpec orElse(double value) {
        return withDefault(Argument.of(value));
    }

    /** This parameter with a default. */
    public ParameterSpec orElse(boolean value) {
        return withDefault(Argument.of(value));
    }

    /** This parameter with a default. */
    public ParameterSpec orElse(String value) {
        return withDefault(Argument.of(value));
    }

    private ParameterSpec withDefault(Argument value) {
        return new ParameterSpec(
                name, scope, kind, low, high, choices, Optional.of(value), hasEffect, summary);
    }

    /** This parameter, read and checked but not used. */
    public ParameterSpec withoutEffect() {
        return new ParameterSpec(
                name, scope, kind, low, high, choices, defaultValue, false, summary);
    }

    /** Whether a recipe must give this parameter. */
    public boolean required() {
        return defaultValue.isEmpty();
    }

    /** What is wrong with a value, as {@code must be …, found …}; empty where it is allowed. */
    public Optional<String> complaint(Argument value) {
        boolean allowed =
                switch (value) {
                    case Argument.Number(double x) ->
                            kind == Kind.NUMBER && Double.isFinite(x) && x >= low && x <= high;
                    case Argument.Flag _ -> kind == Kind.FLAG;
                    case Argument.Text(String word) -> kind == Kind.TEXT && choices.contains(word);
                };
        return allowed
                ? Optional.empty()
                : Optional.of("must be %s, found %s".formatted(allowed(), value.shown()));
    }

    /** The allowed values in words: {@code a number from 0 to 1}. */
    public String allowed() {
        return switch (kind) {
            case NUMBER -> "a finite number" + limits();
            case FLAG -> "true or false";
            case TEXT -> "one of " + String.join(", ", choices);
        };
    }

    private String limits() {
        boolean lower = low > Double.NEGATIVE_INFINITY;
        boolean upper = high < Double.POSITIVE_INFINITY;
        String from = Argument.of(low).shown();
        String to = Argument.of(high).shown();
        if (lower && upper) {
            return " from " + from + " to " + to;
        }
        if (lower) {
            return " of at least " + from;
        }
        return upper ? " of at most " + to : "";
    }
}
