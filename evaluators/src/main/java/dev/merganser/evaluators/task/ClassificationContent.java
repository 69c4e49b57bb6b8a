package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.AnswerKind;
import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.evaluators.metric.Metric.Need;
import dev.merganser.evaluators.runtime.FloatRows;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Items with classes, or without, and the logits that tell them.
 *
 * @param teachers checkpoints to compare with
 */
record ClassificationContent(FloatItems items, Readout readout, List<Path> teachers)
        implements ExaminedContent {

    ClassificationContent {
        teachers = List.copyOf(teachers);
        readout.head().ifPresent(head -> requireLabels(items, head.classes(), "the head"));
    }

    private static void requireLabels(FloatItems items, int classes, String source) {
        if (items.answerKind() == AnswerKind.CLASS) {
            items.parts().forEach((split, part) -> requireLabels(items, split, classes, source));
        }
    }

    private static void requireLabels(FloatItems items, Split split, int classes, String source) {
        Items part = items.of(split);
        for (int i = 0; i < part.count(); i++) {
            if (part.label(i) >= classes) {
                throw new BadDataException(
                        "Task '%s': labels must be below the %d classes of %s, but %s item %d has label %d."
                                .formatted(
                                        items.task(),
                                        classes,
                                        source,
                                        split.key(),
                                        i,
                                        part.label(i)));
            }
        }
    }

    @Override
    public int itemCount(Split split) {
        return items.of(split).count();
    }

    @Override
    public Set<Need> offers() {
        Set<Need> offers = EnumSet.noneOf(Need.class);
        if (items.answerKind() == AnswerKind.CLASS) {
            offers.add(Need.LABELS);
        }
        if (!teachers.isEmpty()) {
            offers.add(Need.TEACHERS);
        }
        return offers;
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        Readout.Port port = readout.on(ports);
        requireLabels(items, port.size(), "output '%s'".formatted(port.output()));
        return new Logits(
                items.task(),
                items.rows(split, ports),
                port,
                labels(items.of(split)),
                new double[0][]);
    }

    /** Logits of a split. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Logits(
            String task, FloatRows rows, Readout.Port port, int[] labels, double[][] teachers)
            implements Exam {

        @Override
        public String output() {
            return port.output();
        }

        @Override
        public Collector collector() {
            return new NumbersCollector(
                    port, rows.count(), logits -> new ClassPredictions(logits, labels, teachers));
        }

        @Override
        public Optional<Reading> reading() {
            return Optional.of(new PortReading(port, rows.count(), labels));
        }

        @Override
        public Exam taught(List<Object> predictions) {
            double[][] mean =
                    ClassPredictions.mean(
                            predictions.stream().map(ClassPredictions.class::cast).toList());
            for (int item = 0; item < mean.length; item++) {
                if (!Arrays.stream(mean[item]).allMatch(Double::isFinite)) {
                    throw new BadDataException(
                            "Task '%s': the logits of all teachers must be finite, but those of item %d are not."
                                    .formatted(task, item));
                }
            }
            return new Logits(task, rows, port, labels, mean);
        }
    }

    private static int[] labels(Items items) {
        return items.answerKind() == AnswerKind.CLASS
                ? IntStream.range(0, items.count()).map(items::label).toArray()
                : new int[0];
    }

    @Override
    public int nearDuplicates() {
        return NearDuplicates.count(items.parts());
    }
}
