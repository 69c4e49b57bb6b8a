package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.AnswerKind;
import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.ClassPredictions;
import dev.merganser.evaluators.metric.Metric.Need;
import dev.merganser.evaluators.runtime.ModelPorts;
import dev.merganser.recipes.error.BadDataException;

import java.util.Set;
import java.util.stream.IntStream;

/** Items with classes, or without, and the logits that tell them. */
record ClassificationContent(FloatItems items, Readout readout) implements ExaminedContent {

    ClassificationContent {
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
        return items.answerKind() == AnswerKind.CLASS ? Set.of(Need.LABELS) : Set.of();
    }

    @Override
    public Exam exam(Split split, ModelPorts ports) {
        Readout.Port port = readout.on(ports);
        requireLabels(items, port.size(), "output '%s'".formatted(port.output()));
        int count = itemCount(split);
        int[] labels = labels(items.of(split));
        return new FloatExam(
                items.rows(split, ports),
                port.output(),
                () ->
                        new NumbersCollector(
                                port, count, logits -> new ClassPredictions(logits, labels)));
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
