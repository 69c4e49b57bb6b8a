package dev.merganser.evaluators.text.causal;

import dev.merganser.evaluators.data.Table;
import dev.merganser.evaluators.metric.TokenLikelihoods;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.TaskContent;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.task.TaskKind;
import dev.merganser.evaluators.text.FieldNames;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How likely a causal graph finds texts. */
public final class Perplexity implements TaskKind {

    @Override
    public String name() {
        return "perplexity";
    }

    @Override
    public Set<String> keys() {
        return Stream.concat(CausalModel.KEYS.stream(), Stream.of("fields"))
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("perplexity", "bits_per_byte");
    }

    @Override
    public Class<?> predictions() {
        return TokenLikelihoods.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        String field = FieldNames.of(file.yaml(), "text").of("text");
        Map<Split, Texts> texts = file.splits(source -> Texts.of(Table.read(source.file()), field));
        return new PerplexityContent(CausalModel.of(file), texts);
    }
}
