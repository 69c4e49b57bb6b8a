package dev.merganser.optimizer.settings;

import dev.merganser.evaluators.Measure;

/**
 * A metric of a task, or a cost, under a name.
 *
 * @param name unique among objectives and measures; {@code <task>.<metric>}, or the cost's, unless
 *     given
 * @param task {@link Cost#TASK} for a cost that belongs to none
 */
public record MeasureSettings(String name, String task, String metric) {

    /** What is measured, whatever its name. */
    public Measure measure() {
        return new Measure(task, metric);
    }

    String words() {
        return metric + " of " + task;
    }
}
