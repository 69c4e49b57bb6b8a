package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.evaluators.text.CanonicalText;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Queries, and the documents that they choose from. Where queries are divided into splits, the
 * documents stay the same for all.
 *
 * @param queries with what is relevant to each, at least one document
 * @param documents in their order
 */
record Queries(List<Query> queries, List<String> documents) implements Divisible<Queries> {

    static final Queries NONE = new Queries(List.of(), List.of());

    /**
     * One query.
     *
     * @param gains how relevant documents are, by their place in the corpus; positive
     */
    record Query(String text, SortedMap<Integer, Double> gains) {
        Query {
            gains = new TreeMap<>(gains);
        }

        /** The most relevant document, the first of equal ones. */
        int best() {
            return gains.entrySet().stream()
                    .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
                    .orElseThrow()
                    .getKey();
        }
    }

    Queries {
        queries = List.copyOf(queries);
        documents = List.copyOf(documents);
    }

    @Override
    public int count() {
        return queries.size();
    }

    @Override
    public byte[] canonicalInput(int item) {
        return CanonicalText.bytes(List.of(queries.get(item).text()));
    }

    @Override
    public Queries select(int[] chosen) {
        return new Queries(Arrays.stream(chosen).mapToObj(queries::get).toList(), documents);
    }

    /** All texts: the queries, then the documents. */
    List<String> texts(String queryPrefix, String documentPrefix) {
        List<String> texts = new ArrayList<>();
        queries.forEach(query -> texts.add(queryPrefix + query.text()));
        documents.forEach(document -> texts.add(documentPrefix + document));
        return texts;
    }
}
