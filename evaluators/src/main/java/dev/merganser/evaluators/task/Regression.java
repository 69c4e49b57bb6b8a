package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.AnswerKind;
import dev.merganser.evaluators.metric.PairPredictions;

import java.util.List;
import java.util.Set;

/** A number per item: of a frozen linear head on the graph's features, or of the graph itself. */
public final class Regression implements TaskKind {

    @Override
    public String name() {
        return "regression";
    }

    @Override
    public Set<String> keys() {
        return Set.of("label", "unlabelled", "head");
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("mse", "spearman");
    }

    @Override
    public Class<?> predictions() {
        return PairPredictions.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        Readout readout = Readout.read(file);
        FloatItems items = FloatItems.read(file, AnswerKind.NUMBER, "label");
        if (items.answerKind() != AnswerKind.NUMBER) {
            throw file.yaml().wrong("a regression needs labels, but the data has none");
        }
        readout.head()
                .filter(head -> head.classes() != 1)
                .ifPresent(
                        head -> {
                            throw file.yaml()
                                    .wrong(
                                            "the head of a regression must give one number, found %d"
                                                    .formatted(head.classes()));
                        });
        return new RegressionContent(items, readout);
    }
}
