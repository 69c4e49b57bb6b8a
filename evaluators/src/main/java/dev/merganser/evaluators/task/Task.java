package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Items;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A data set with metrics, split into disjoint parts.
 *
 * @param name unique in a run
 * @param items per split; a split that is not there has no items
 * @param head turns the graph's output into logits
 * @param input the graph input that takes the items; empty: the only one
 * @param output the graph output with the features {@code [batch, hidden]}; empty: the only one
 * @param metrics what {@code evaluate} prints, the first drives; at least one
 * @param files what was read, for the manifest
 */
public record Task(
        String name,
        TaskKind kind,
        Map<Split, Items> items,
        LinearHead head,
        Optional<String> input,
        Optional<String> output,
        List<String> metrics,
        List<Path> files) {

    public Task {
        if (name.isBlank() || metrics.isEmpty() || items.isEmpty()) {
            throw new IllegalArgumentException("A task needs a name, metrics and items: " + name);
        }
        items = new EnumMap<>(items);
        metrics = List.copyOf(metrics);
        files = List.copyOf(files);
    }

    /** A classification task on the only input and output of a graph, with both usual metrics. */
    public static Task of(String name, Map<Split, Items> items, LinearHead head) {
        return new Task(
                name,
                TaskKind.CLASSIFICATION,
                items,
                head,
                Optional.empty(),
                Optional.empty(),
                List.of("accuracy", "nll"),
                List.of());
    }

    @Override
    public Map<Split, Items> items() {
        return Map.copyOf(items);
    }

    /** The items of a split, none where the task has no such split. */
    public Items items(Split split) {
        Items some = items.values().iterator().next();
        return Objects.requireNonNullElseGet(items.get(split), () -> Items.none(some.shape()));
    }

    /**
     * How many validation and test items are almost equal (cosine of inputs at least .999) to an
     * item of an earlier split. Worth a warning. Takes about a second for 10,000 small images.
     */
    public int nearDuplicates() {
        return NearDuplicates.count(items);
    }
}
