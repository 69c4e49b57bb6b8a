package dev.merganser.recipes.method;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The value of one parameter of a merge method. */
public sealed interface Argument {

    /** A number. */
    record Number(double value) implements Argument {}

    /** True or false. */
    record Flag(boolean value) implements Argument {}

    /** A word. */
    record Text(String value) implements Argument {}

    /** A number for each part of a tensor. */
    record Numbers(List<Double> values) implements Argument {
        public Numbers {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("A list of numbers must have one at least");
            }
        }
    }

    static Argument of(double value) {
        return new Number(value);
    }

    static Argument of(boolean value) {
        return new Flag(value);
    }

    static Argument of(String value) {
        return new Text(value);
    }

    /**
     * The value as a recipe would write it, for messages: {@code 0.5}, {@code true}, {@code 'x'}.
     */
    default String shown() {
        return switch (this) {
            case Number(double value) -> {
                boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
                yield whole ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
            }
            case Flag(boolean value) -> Boolean.toString(value);
            case Text(String value) -> "'" + value + "'";
            case Numbers(List<Double> values) ->
                    values.stream()
                            .map(value -> of(value).shown())
                            .collect(Collectors.joining(", ", "[", "]"));
        };
    }
}
