package dev.merganser.recipes.method;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

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
 * @param whole whether a number must be a whole one
 * @param takesList whether a list of numbers is a value of it, and not a gradient over the layers
 * @param choosesModel whether it is the number of one of the models, counted from 1
 * @param tried values that a scan tries; empty: some within the range
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
        boolean whole,
        boolean takesList,
        boolean choosesModel,
        List<Argument> tried,
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
        TEXT,
        /** A path to a file of tensors, relative to the working directory as those of models. */
        FILE
    }

    public ParameterSpec {
        choices = List.copyOf(choices);
        tried = List.copyOf(tried);
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

    /** A required whole number of any size. */
    public static ParameterSpec whole(String name, Scope scope, String summary) {
        return number(name, scope, summary).changed(next -> next.whole = true);
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

    /** A required file for each model. */
    public static ParameterSpec file(String name, String summary) {
        return plain(name, Scope.MODEL, Kind.FILE, List.of(), summary);
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
                false,
                false,
                false,
                List.of(),
                summary);
    }

    /** This number within limits, both inclusive. */
    public ParameterSpec between(double lowest, double highest) {
        return changed(
                next -> {
                    next.low = lowest;
                    next.high = highest;
                });
    }

    /** This number, or a list of them: one for each part of a tensor. */
    public ParameterSpec orList() {
        return changed(next -> next.takesList = true);
    }

    /** This whole number, which is that of one of the models, counted from 1. */
    public ParameterSpec choosingModel() {
        return changed(next -> next.choosesModel = true);
    }

    /**
     * This number with values worth trying, which a scan tries in place of some in the range; it
     * begins at the first where there is no default.
     */
    public ParameterSpec trying(double... values) {
        List<Argument> arguments = DoubleStream.of(values).mapToObj(Argument::of).toList();
        return changed(next -> next.tried = arguments);
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
        return changed(next -> next.defaultValue = Optional.of(value));
    }

    /** This parameter, read and checked but not used. */
    public ParameterSpec withoutEffect() {
        return changed(next -> next.hasEffect = false);
    }

    private ParameterSpec changed(Consumer<Draft> change) {
        var next = new Draft(this);
        change.accept(next);
        return next.spec();
    }

    /** A copy in the making. */
    private static final class Draft {
        private final ParameterSpec from;
        private double low;
        private double high;
        private Optional<Argument> defaultValue;
        private boolean hasEffect;
        private boolean whole;
        private boolean takesList;
        private boolean choosesModel;
        private List<Argument> tried;

        Draft(ParameterSpec from) {
            this.from = from;
            this.low = from.low;
            this.high = from.high;
            this.defaultValue = from.defaultValue;
            this.hasEffect = from.hasEffect;
            this.whole = from.whole;
            this.takesList = from.takesList;
            this.choosesModel = from.choosesModel;
            this.tried = from.tried;
        }

        ParameterSpec spec() {
            return new ParameterSpec(
                    from.name,
                    from.scope,
                    from.kind,
                    low,
                    high,
                    from.choices,
                    defaultValue,
                    hasEffect,
                    whole,
                    takesList,
                    choosesModel,
                    tried,
                    from.summary);
        }
    }

    /** Whether a recipe must give this parameter. */
    public boolean required() {
        return defaultValue.isEmpty();
    }

    /** What is wrong with a value, as {@code must be …, found …}; empty where it is allowed. */
    public Optional<String> complaint(Argument value) {
        boolean allowed =
                switch (value) {
                    case Argument.Number(double x) -> kind == Kind.NUMBER && isAllowed(x);
                    case Argument.Numbers(List<Double> numbers) ->
                            takesList && numbers.stream().allMatch(this::isAllowed);
                    case Argument.Flag _ -> kind == Kind.FLAG;
                    case Argument.Text(String word) ->
                            switch (kind) {
                                case TEXT -> choices.contains(word);
                                case FILE -> !word.isBlank();
                                case NUMBER, FLAG -> false;
                            };
                };
        return allowed
                ? Optional.empty()
                : Optional.of("must be %s, found %s".formatted(allowed(), value.shown()));
    }

    private boolean isAllowed(double x) {
        return Double.isFinite(x) && x >= low && x <= high && (!whole || x == Math.rint(x));
    }

    /** The allowed values in words: {@code a number from 0 to 1}. */
    public String allowed() {
        return switch (kind) {
            case NUMBER ->
                    (whole ? "a whole number" : "a finite number")
                            + limits()
                            + (takesList ? ", or a list of them" : "");
            case FLAG -> "true or false";
            case TEXT -> "one of " + String.join(", ", choices);
            case FILE -> "the path of a .safetensors file";
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
