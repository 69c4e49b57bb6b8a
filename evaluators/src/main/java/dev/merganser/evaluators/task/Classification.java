package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.AnswerKind;
import dev.merganser.evaluators.data.Items;
import dev.merganser.evaluators.metric.ClassPredictions;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One class of several per item: logits of a frozen linear head on the graph's features, or of the
 * graph itself. Items may lack labels, for metrics that need none.
 */
public final class Classification implements TaskKind {

    @Override
    public String name() {
        return "classification";
    }

    @Override
    public Set<String> keys() {
        return Set.of("label", "unlabelled", "head", "teachers");
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("accuracy", "nll");
    }

    @Override
    public Class<?> predictions() {
        return ClassPredictions.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        Readout readout = Readout.read(file);
        return new ClassificationContent(
                FloatItems.read(file, AnswerKind.CLASS, "label"),
                readout,
                file.checkpoints("teachers"));
    }

    /** A task from its parts, on the only input and output of a graph. */
    public static Task task(String name, Map<Split, Items> items, LinearHead head) {
        var kind = new Classification();
        var content =
                new ClassificationContent(
                        new FloatItems(name, items, Optional.empty()),
                        new Readout(Optional.of(head), Optional.empty()),
                        List.of());
        return new Task(name, kind, content, kind.defaultMetrics(), List.of());
    }
}
