package dev.merganser.results.front;

import dev.merganser.results.value.InOrder;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.SplitKeys;

import java.util.Map;
import java.util.Optional;

/**
 * What a recipe reached on one split.
 *
 * @param values of the objectives, by name, in natural units
 * @param measures of what is measured besides, by name
 * @param interval 95 % confidence intervals of both, by name, where known
 */
public record SplitValues(
        Map<String, Double> values, Map<String, Double> measures, Map<String, Interval> interval) {

    public SplitValues {
        values = InOrder.copyOf(values);
        measures = InOrder.copyOf(measures);
        interval = InOrder.copyOf(interval);
    }

    /** The value of an objective or measure; NaN where it was not measured. */
    public double value(String name) {
        return values.getOrDefault(name, measures.getOrDefault(name, Double.NaN));
    }

    /** That of three which belongs to a split. */
    static Optional<SplitValues> on(
            String split,
            SplitValues search,
            Optional<SplitValues> validation,
            Optional<SplitValues> test) {
        return switch (split) {
            case SplitKeys.SEARCH -> Optional.of(search);
            case SplitKeys.VALIDATION -> validation;
            case SplitKeys.TEST -> test;
            default -> Optional.empty();
        };
    }
}
