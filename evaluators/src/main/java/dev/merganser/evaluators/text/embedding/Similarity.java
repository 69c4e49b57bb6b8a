package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.data.Table;
import dev.merganser.evaluators.metric.PairPredictions;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.TaskContent;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.task.TaskKind;
import dev.merganser.evaluators.text.FieldNames;
import dev.merganser.recipes.yaml.YamlMap;
import dev.merganser.recipes.yaml.YamlValue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How alike two texts are, against what people say: the cosine of their vectors. */
public final class Similarity implements TaskKind {

    @Override
    public String name() {
        return "similarity";
    }

    @Override
    public Set<String> keys() {
        return Stream.concat(Embedding.KEYS.stream(), Stream.of("prefix", "fields", "group"))
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("spearman", "pearson");
    }

    @Override
    public Class<?> predictions() {
        return PairPredictions.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        YamlMap yaml = file.yaml();
        Embedding embedding = Embedding.of(file);
        FieldNames fields = FieldNames.of(yaml, "a", "b", "gold");
        Optional<String> group = yaml.findText("group");
        Map<Split, Pairs> pairs =
                file.splits(source -> Pairs.of(Table.read(source.file()), fields, group));
        return new SimilarityContent(embedding, prefix(yaml, "a"), prefix(yaml, "b"), pairs);
    }

    /** What is put before a text of each pair. */
    private static String prefix(YamlMap yaml, String which) {
        if (yaml.find("prefix").orElse(null) instanceof YamlValue.Mapping(YamlMap prefixes)) {
            return prefixes.only("a", "b").findText(which).orElse("");
        }
        return yaml.findText("prefix").orElse("");
    }
}
