package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.FloatRows;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.runtime.Rows;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Shape;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Items with classes, and the frozen head that tells them from features.
 *
 * @param items per split; a split that is not there has no items
 * @param input the graph input that takes the items; empty: the only one
 * @param output the graph output with the features {@code [batch, hidden]}; empty: the only one
 */
record ClassificationContent(
        String task,
        Map<Split, Items> items,
        LinearHead head,
        Optional<String> input,
        Optional<String> output)
        implements ExaminedContent {

    ClassificationContent {
        items = Map.copyOf(new EnumMap<>(items));
        items.forEach((split, part) -> requireLabels(task, split, part, head));
        requireOneShape(task, items);
    }

    private static void requireLabels(String task, Split split, Items items, LinearHead head) {
        for (int i = 0; i < items.count(); i++) {
            if (items.label(i) >= head.classes()) {
                throw new BadDataException(
                        "Task '%s': labels must be below the %d classes of the head, but %s item %d has label %d."
                                .formatted(task, head.classes(), split.key(), i, items.label(i)));
            }
        }
    }

    private static void requireOneShape(String task, Map<Split, Items> items) {
        Shape expected = Objects.requireNonNull(items.get(Split.SEARCH)).shape();
        items.forEach(
                (split, part) -> {
                    if (!part.shape().equals(expected)) {
                        throw new BadDataException(
                                "Task '%s': all splits must hold items of one shape, but %s has %s and others %s."
                                        .formatted(task, split.key(), part.shape(), expected));
                    }
                });
    }

    /** The items of a split, none where the task has no such split. */
    Items items(Split split) {
        Items search = Objects.requireNonNull(items.get(Split.SEARCH));
        return Objects.requireNonNullElseGet(items.get(split), () -> Items.none(search.shape()));
    }

    @Override
    public int itemCount(Split split) {
        return items(split).count();
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        var in = FloatPorts.input(ports, input, items(split).shape());
        String out = FloatPorts.features(ports, output, head.hidden());
        Rows rows = new FloatRows(in.name(), in.rowShape(), items(split));
        return new HeadedExam(rows, out, items(split));
    }

    @Override
    public int nearDuplicates() {
        return NearDuplicates.count(items);
    }

    /** Features in, logits kept. */
    private final class HeadedExam implements Exam {

        private final Rows rows;
        private final String output;
        private final int[] labels;

        HeadedExam(Rows rows, String output, Items items) {
            this.rows = rows;
            this.output = output;
            this.labels = IntStream.range(0, items.count()).map(items::label).toArray();
        }

        @Override
        public Rows rows() {
            return rows;
        }

        @Override
        public String output() {
            return output;
        }

        @Override
        public Collector collector() {
            float[][] logits = new float[labels.length][head.classes()];
            return new Collector() {
                @Override
                public void take(Batch batch, Output output) {
                    for (int row = 0; row < batch.count(); row++) {
                        head.logits(output.floats(), row, logits[batch.rows()[row]]);
                    }
                }

                @Override
                public Object predictions() {
                    return new ClassPredictions(logits, labels);
                }
            };
        }
    }
}
