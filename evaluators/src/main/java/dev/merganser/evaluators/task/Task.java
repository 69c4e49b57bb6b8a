package dev.merganser.evaluators.task;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;

import java.nio.file.Path;
import java.util.List;

/**
 * A data set with metrics, split into disjoint parts.
 *
 * @param name unique in a run
 * @param content the items, and how they meet a graph
 * @param metrics names of what {@code evaluate} prints, the first drives; at least one
 * @param files what was read, for the manifest
 */
public record Task(
        String name, TaskKind kind, TaskContent content, List<String> metrics, List<Path> files) {

    public Task {
        if (name.isBlank() || metrics.isEmpty()) {
            throw new IllegalArgumentException("A task needs a name and metrics: " + name);
        }
        metrics = List.copyOf(metrics);
        files = List.copyOf(files);
    }

    /** A metric of this task's predictions; an unknown name is wrong use. */
    public Metric<?> metric(String metric) {
        return Metrics.named(kind.predictions(), metric);
    }

    /** How many items a split has. */
    public int itemCount(Split split) {
        return content.itemCount(split);
    }
}
