package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.metric.RankedQueries;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.TaskContent;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.task.TaskKind;
import dev.merganser.evaluators.text.FieldNames;
import dev.merganser.recipes.yaml.YamlMap;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which documents of a corpus answer a query: those whose vectors are most like the query's. */
public final class Retrieval implements TaskKind {

    @Override
    public String name() {
        return "retrieval";
    }

    @Override
    public Set<String> keys() {
        return Stream.concat(
                        Embedding.KEYS.stream(),
                        Stream.of("query_prefix", "document_prefix", "fields"))
                .collect(Collectors.toSet());
    }

    @Override
    public List<String> defaultMetrics() {
        return List.of("ndcg@10", "mrr@10", "recall@10");
    }

    @Override
    public Class<?> predictions() {
        return RankedQueries.class;
    }

    @Override
    public TaskContent read(TaskFile file) {
        YamlMap yaml = file.yaml();
        var reader = new QueryReader(FieldNames.of(yaml, QueryReader.FIELDS));
        Map<Split, Queries> queries = file.splits(source -> reader.read(file, source));
        return new RetrievalContent(
                Embedding.of(file),
                yaml.findText("query_prefix").orElse(""),
                yaml.findText("document_prefix").orElse(""),
                queries);
    }
}
