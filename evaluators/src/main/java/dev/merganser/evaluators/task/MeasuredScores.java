package dev.merganser.evaluators.task;

import java.util.Map;

/**
 * How a model did on one split.
 *
 * @param values finite, by metric
 * @param items one score an item for those metrics whose value is the mean of such scores
 */
public record MeasuredScores(Map<String, Double> values, Map<String, float[]> items) {

    public MeasuredScores {
        values = Map.copyOf(values);
        items = Map.copyOf(items);
    }
}
