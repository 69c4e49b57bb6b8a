package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.Measure;

import java.util.Arrays;
import java.util.List;

/**
 * The mean of a metric over several tasks, each counting the same, as a measure: its task is called
 * after all of them, such as {@code digits+fashion}.
 */
public final class TaskMean {

    /** What stands between the names of tasks, so that no task may have it in its own. */
    static final String SEPARATOR = "+";

    private TaskMean() {}

    static Measure of(List<String> tasks, String metric) {
        return new Measure(String.join(SEPARATOR, tasks), metric);
    }

    /** Whether a measure is a mean over tasks. */
    public static boolean is(Measure measure) {
        return measure.task().contains(SEPARATOR);
    }

    /** What a mean is made of; the measure itself where it is none. */
    public static List<Measure> parts(Measure measure) {
        return Arrays.stream(measure.task().split("\\" + SEPARATOR))
                .map(task -> new Measure(task, measure.metric()))
                .toList();
    }
}
