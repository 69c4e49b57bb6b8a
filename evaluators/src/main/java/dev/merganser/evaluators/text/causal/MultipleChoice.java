package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.data.Table;
import dev.merganser.evaluators.metric.ChoiceLikelihoods;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.TaskContent;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.task.TaskKind;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of several continuations of a prompt a causal graph finds most likely. */
public final class MultipleChoice implements TaskKind {

    @Override
    public String name() {
        return "multiple_choice";
    }

    @Override
    public Set<String> keys() {
        return Stream.concat(
                        CausalModel.KEYS.stream(),
                        Stream.of("prompt", "choices", "answer", "separator"))
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("accuracy", "accuracy_norm");
    }

    @Override
    public Class<?> predictions() {
        return ChoiceLikelihoods.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        QuestionReader reader = QuestionReader.of(file.yaml());
        Map<Split, Questions> questions =
                file.splits(source -> reader.read(Table.read(source.file())));
        return new MultipleChoiceContent(
                CausalModel.of(file), file.yaml().findText("separator").orElse(" "), questions);
    }
}
