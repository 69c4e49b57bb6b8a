package dev.merganser.evaluators.metric;

/**
 * A quality of a model on one item of a classification task. Add one: implement this, name the
 * class in {@code META-INF/services/dev.merganser.evaluators.metric.Metric}. Members are stateless
 * and safe for use by many threads.
 */
public interface Metric {

    /** The name in task and search files, lower snake case. */
    String name();

    /** Whether a higher mean is better. */
    boolean higherIsBetter();

    /**
     * The score of one item.
     *
     * @param logits {@code [classes]}, all finite; not kept, not changed
     * @param label the item's class
     */
    float score(float[] logits, int label);

    /** The value of a split: the mean of its items, added in their order. */
    default double aggregate(float[] scores) {
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
