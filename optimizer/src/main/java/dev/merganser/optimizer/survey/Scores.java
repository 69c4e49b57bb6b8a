package dev.merganser.optimizer.survey;

import dev.merganser.evaluators.Measure;
import dev.merganser.optimizer.run.Evaluation;
import dev.merganser.optimizer.run.Quantities;
import dev.merganser.results.statistics.MeanIntervals;
import dev.merganser.results.value.Estimate;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What one recipe scored on one split.
 *
 * @param values by the name of an objective or measure
 * @param means by metric, over all tasks that it is measured on
 */
record Scores(SequencedMap<String, Estimate> values, SequencedMap<String, Estimate> means) {

    private static final double NORMAL_95 = 1.959963984540054;

    Scores {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
        means = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(means));
    }

    static Scores of(Quantities quantities, Evaluation.Scored evaluation, MeanIntervals intervals) {
        SequencedMap<String, Estimate> values = new LinkedHashMap<>();
        SequencedMap<String, List<float[]>> byMetric = new LinkedHashMap<>();
        for (Objective quantity : quantities.all()) {
            float[] items = items(Quantities.measure(quantity), evaluation);
            values.put(quantity.name(), intervals.mean(items));
            byMetric.computeIfAbsent(quantity.metric(), _ -> new ArrayList<>()).add(items);
        }
        SequencedMap<String, Estimate> means = new LinkedHashMap<>();
        byMetric.forEach((metric, tasks) -> means.put(metric, mean(tasks)));
        return new Scores(values, means);
    }

    /** A value without items is taken for the only one. */
    private static float[] items(Measure measure, Evaluation.Scored evaluation) {
        double value = evaluation.values().getOrDefault(measure, Double.NaN);
        return evaluation.itemScores().getOrDefault(measure, new float[] {(float) value});
    }

    /**
     * The mean of the tasks' means, and its interval by the normal approximation, tasks fixed:
     * items of each task are a sample, the tasks are not.
     */
    static Estimate mean(List<float[]> tasks) {
        double sum = 0;
        double variance = 0;
        for (float[] items : tasks) {
            double mean = mean(items);
            sum += mean;
            variance += variance(items, mean) / items.length;
        }
        double mean = sum / tasks.size();
        double half = NORMAL_95 * Math.sqrt(variance) / tasks.size();
        return new Estimate(mean, new Interval(mean - half, mean + half));
    }

    private static double mean(float[] items) {
        double sum = 0;
        for (float item : items) {
            sum += item;
        }
        return sum / items.length;
    }

    private static double variance(float[] items, double mean) {
        double squares = 0;
        for (float item : items) {
            squares += (item - mean) * (item - mean);
        }
        return squares / Math.max(1, items.length - 1);
    }

    /** The mean over tasks of a metric. */
    Estimate mean(String metric) {
        Estimate estimate = means.get(metric);
        if (estimate == null) {
            throw new IllegalArgumentException("There is no metric '" + metric + "'");
        }
        return estimate;
    }
}
