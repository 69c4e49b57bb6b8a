package dev.merganser.evaluators.task;

import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.metric.Metrics;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

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

    /**
     * A metric of this task's predictions; an unknown name is wrong use, and a metric that needs
     * what the task does not have.
     */
    public Metric<?> metric(String metric) {
        Metric<?> found = Metrics.named(kind.predictions(), metric);
        if (content instanceof ExaminedContent examined) {
            found.needs().forEach(need -> requireOffer(examined, metric, need));
        }
        return found;
    }

    private void requireOffer(ExaminedContent examined, String metric, Metric.Need need) {
        if (!examined.offers().contains(need)) {
            throw new WrongUseException(
                    "metric '%s' needs %s, but task '%s' has none."
                            .formatted(metric, need.name().toLowerCase(Locale.ROOT), name));
        }
    }

    /** Whether a higher value of a metric is better; an unknown name is wrong use. */
    public boolean higherIsBetter(String metric) {
        return switch (content) {
            case ExaminedContent _ -> metric(metric).higherIsBetter();
            case MeasuredContent measured -> higherIsBetter(measured, metric);
        };
    }

    private boolean higherIsBetter(MeasuredContent content, String metric) {
        if (!content.metrics().contains(metric)) {
            throw new WrongUseException(
                    "unknown metric '%s' of task '%s'.%s Known: %s"
                            .formatted(
                                    metric,
                                    name,
                                    Suggestions.didYouMean(metric, content.metrics()),
                                    String.join(", ", content.metrics())));
        }
        return content.higherIsBetter(metric);
    }

    /** How many items a split has. */
    public int itemCount(Split split) {
        return content.itemCount(split);
    }
}
