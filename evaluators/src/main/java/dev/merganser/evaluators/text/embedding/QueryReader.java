package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.data.Table;
import dev.merganser.evaluators.task.TaskFile;
import dev.merganser.evaluators.text.FieldNames;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.yaml.YamlMap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads queries with their documents: from one file of queries beside what they should find, or
 * from three files as retrieval data sets have them.
 */
final class QueryReader {

    /** The fields of all forms. */
    static final String[] FIELDS = {"id", "text", "query", "document", "documents", "gain"};

    private final FieldNames fields;

    QueryReader(FieldNames fields) {
        this.fields = fields;
    }

    Queries read(TaskFile file, TaskFile.Source source) {
        if (source.isFile()) {
            return simple(Table.read(source.file()));
        }
        YamlMap files = source.mapping().only("queries", "corpus", "judgements");
        return judged(
                Table.read(file.path(files, "queries")),
                Table.read(file.path(files, "corpus")),
                Table.read(file.path(files, "judgements")));
    }

    /** Each row a query with its documents; the corpus is what all rows name, each text once. */
    private Queries simple(Table table) {
        Map<String, Integer> corpus = new LinkedHashMap<>();
        List<Queries.Query> queries = new ArrayList<>();
        for (int row = 0; row < table.count(); row++) {
            SortedMap<Integer, Double> gains = new TreeMap<>();
            for (String document : documents(table, row)) {
                corpus.putIfAbsent(document, corpus.size());
                gains.put(corpus.getOrDefault(document, 0), 1.0);
            }
            queries.add(new Queries.Query(table.text(row, fields.of("query")), gains));
        }
        return new Queries(queries, List.copyOf(corpus.keySet()));
    }

    private List<String> documents(Table table, int row) {
        if (!table.has(row, fields.of("documents"))) {
            return List.of(table.text(row, fields.of("document")));
        }
        List<String> documents = table.texts(row, fields.of("documents"));
        if (documents.isEmpty()) {
            throw table.bad(row, fields.of("documents"), "a list with a document");
        }
        return documents;
    }

    /** Queries that nothing is relevant to are left out: no ranking of theirs is better. */
    private Queries judged(Table queries, Table corpus, Table judgements) {
        Map<String, Integer> documents = ids(corpus);
        Map<String, Integer> asked = ids(queries);
        List<SortedMap<Integer, Double>> gains =
                gains(judgements, asked, queries, documents, corpus);
        List<Queries.Query> read = new ArrayList<>();
        for (int row = 0; row < queries.count(); row++) {
            if (!gains.get(row).isEmpty()) {
                read.add(new Queries.Query(queries.text(row, fields.of("text")), gains.get(row)));
            }
        }
        requireSome(read, judgements.file());
        return new Queries(read, texts(corpus));
    }

    private List<String> texts(Table corpus) {
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < corpus.count(); row++) {
            texts.add(corpus.text(row, fields.of("text")));
        }
        return texts;
    }

    private Map<String, Integer> ids(Table table) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (int row = 0; row < table.count(); row++) {
            String id = table.text(row, fields.of("id"));
            Integer other = ids.putIfAbsent(id, row);
            if (other != null) {
                throw new BadDataException(
                        "%s: ids must differ, but '%s' is that of %s too."
                                .formatted(table.place(row), id, table.place(other)));
            }
        }
        return ids;
    }

    private List<SortedMap<Integer, Double>> gains(
            Table judgements,
            Map<String, Integer> asked,
            Table queries,
            Map<String, Integer> documents,
            Table corpus) {
        List<SortedMap<Integer, Double>> gains = new ArrayList<>();
        asked.forEach((_, _) -> gains.add(new TreeMap<>()));
        for (int row = 0; row < judgements.count(); row++) {
            int query = known(judgements, row, "query", asked, queries.file());
            int document = known(judgements, row, "document", documents, corpus.file());
            double gain = gain(judgements, row);
            if (gain > 0 && gains.get(query).put(document, gain) != null) {
                throw new BadDataException(
                        "%s: there must be one judgement of a query and a document, but this is the second."
                                .formatted(judgements.place(row)));
            }
        }
        return gains;
    }

    private int known(
            Table judgements, int row, String field, Map<String, Integer> ids, Path file) {
        String id = judgements.text(row, fields.of(field));
        Integer place = ids.get(id);
        if (place == null) {
            throw new BadDataException(
                    "%s: %s must be an id in %s, found '%s'.%s"
                            .formatted(
                                    judgements.place(row),
                                    fields.of(field),
                                    file,
                                    id,
                                    Suggestions.didYouMean(id, ids.keySet())));
        }
        return place;
    }

    private double gain(Table judgements, int row) {
        String field = fields.of("gain");
        double gain = judgements.has(row, field) ? judgements.number(row, field) : 1;
        if (!(gain >= 0)) {
            throw judgements.bad(row, field, "a number from 0");
        }
        return gain;
    }

    private static void requireSome(List<Queries.Query> queries, Path judgements) {
        if (queries.isEmpty()) {
            throw new BadDataException(
                    "%s: some judgement must have a positive gain, found none."
                            .formatted(judgements));
        }
    }
}
