package dev.merganser.recipes.recipe;

import dev.merganser.recipes.method.Argument;
import dev.merganser.recipes.method.ParameterSpec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The value of a parameter as a recipe states it: one for all tensors, a gradient over the layers,
 * or different ones by tensor name.
 */
public sealed interface ParameterValue {

    /**
     * The value for one tensor.
     *
     * @param tensor name of the tensor, tested by filters
     * @param t position of the tensor's layer, 0 the first layer to 1 the last, read by gradients
     * @return empty where no filter matches
     */
    Optional<Argument> at(String tensor, double t);

    /** The value of this parameter for one tensor: where it takes lists, a list is no gradient. */
    default Optional<Argument> at(ParameterSpec spec, String tensor, double t) {
        return switch (this) {
            case Gradient(List<Double> values) when spec.takesList() ->
                    Optional.of(new Argument.Numbers(values));
            case Filtered(List<Rule> rules) ->
                    rules.stream()
                            .filter(rule -> rule.matches(tensor))
                            .findFirst()
                            .flatMap(rule -> rule.value().at(spec, tensor, t));
            case Scalar _, Gradient _ -> at(tensor, t);
        };
    }

    /** The setting that is this value. */
    static Setting of(Argument value) {
        return value instanceof Argument.Numbers(List<Double> numbers)
                ? new Gradient(numbers)
                : new Scalar(value);
    }

    /** A value that does not ask for the tensor's name. */
    sealed interface Setting extends ParameterValue {}

    /** One value for every tensor; a number is finite, and minus zero is zero. */
    record Scalar(Argument value) implements Setting {
        public Scalar {
            if (value instanceof Argument.Number(double number)) {
                value = Argument.of(finite(number));
            }
        }

        @Override
        public Optional<Argument> at(String tensor, double t) {
            return Optional.of(value);
        }
    }

    /**
     * Numbers spread evenly over the layers, linear between them, unless the parameter takes lists.
     * With m numbers the value at t is {@code (1 − f)·v[i] + f·v[i + 1]}, where {@code t·(m − 1) =
     * i + f}: mergekit's rule.
     */
    record Gradient(List<Double> values) implements Setting {
        public Gradient {
            values = values.stream().map(ParameterValue::finite).toList();
            if (values.isEmpty()) {
                throw new IllegalArgumentException("A gradient needs at least one value, found 0");
            }
        }

        @Override
        public Optional<Argument> at(String tensor, double t) {
            return Optional.of(Argument.of(interpolated(t)));
        }

        private double interpolated(double t) {
            int last = values.size() - 1;
            double position = t * last;
            int low = (int) Math.floor(position);
            int high = Math.min(last, low + 1);
            double fraction = position - low;
            return (1 - fraction) * values.get(low) + fraction * values.get(high);
        }
    }

    /** The first rule whose filter matches the tensor's name decides. */
    record Filtered(List<Rule> rules) implements ParameterValue {
        public Filtered {
            rules = List.copyOf(rules);
            if (rules.isEmpty()) {
                throw new IllegalArgumentException("Filters need at least one rule, found 0");
            }
        }

        @Override
        public Optional<Argument> at(String tensor, double t) {
            for (Rule rule : rules) {
                if (rule.matches(tensor)) {
                    return rule.value().at(tensor, t);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A value for the tensors whose name contains the filter; without a filter (or "*") for all.
     */
    record Rule(Optional<String> filter, Setting value) {
        public Rule {
            filter = filter.filter(text -> !text.equals("*"));
        }

        /** For the tensors whose name contains this text. */
        public static Rule of(String filter, Setting value) {
            return new Rule(Optional.of(filter), value);
        }

        /** For all tensors. */
        public static Rule otherwise(Setting value) {
            return new Rule(Optional.empty(), value);
        }

        boolean matches(String tensor) {
            return filter.isEmpty() || tensor.contains(filter.get());
        }
    }

    static Scalar of(double value) {
        return new Scalar(Argument.of(value));
    }

    static Scalar of(boolean value) {
        return new Scalar(Argument.of(value));
    }

    static Scalar of(String value) {
        return new Scalar(Argument.of(value));
    }

    static Gradient gradient(double... values) {
        return new Gradient(Arrays.stream(values).boxed().toList());
    }

    static Filtered filtered(Rule... rules) {
        return new Filtered(List.of(rules));
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("A number must be finite, found " + value);
        }
        return value + 0.0;
    }
}
