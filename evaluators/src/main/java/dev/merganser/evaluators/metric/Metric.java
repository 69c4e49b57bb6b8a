package dev.merganser.evaluators.metric;

import dev.merganser.recipes.error.WrongUseException;

import java.util.Set;

/**
 * A quality of a model on a task. Add one: implement this, name the class in {@code
 * META-INF/services/dev.merganser.evaluators.metric.Metric}. Members are stateless and safe for use
 * by many threads.
 *
 * @param <P> the predictions that it reads, such as {@link ClassPredictions}; every task whose kind
 *     makes these may use it
 */
public interface Metric<P> {

    /** The name in task and search files, lower snake case; unique among metrics of its type. */
    String name();

    /** Whether a higher value is better. */
    boolean higherIsBetter();

    /** The type of the predictions. */
    Class<P> predictions();

    /** Something beside a model's answers that a metric may need and a task may lack. */
    enum Need {
        /** The true answers of the items. */
        LABELS,
        /** The answers of other models to the same items. */
        TEACHERS
    }

    /** What it needs beside the model's answers. */
    default Set<Need> needs() {
        return Set.of(Need.LABELS);
    }

    /**
     * What each item contributes: one number per item, in the order of the items, whose mean is the
     * metric's value. Metrics that are no means over items give jackknife pseudo-values ({@link
     * Jackknife}). NaN where an item's prediction is not finite.
     */
    float[] contributions(P predictions);

    /**
     * This metric at a depth: what {@code name@depth} means. Wrong use where there is no depth.
     *
     * @param depth at least 1
     */
    default Metric<P> at(int depth) {
        throw new WrongUseException(
                "metric '%s' has no depth, found '%s@%d'.".formatted(name(), name(), depth));
    }

    /** The value of a split: the mean of its items' contributions, added in their order. */
    static double value(float[] contributions) {
        double sum = 0;
        for (float contribution : contributions) {
            sum += contribution;
        }
        return sum / contributions.length;
    }
}
