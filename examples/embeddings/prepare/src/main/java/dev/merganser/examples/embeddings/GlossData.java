package dev.merganser.examples.embeddings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Gloss to lemma retrieval: given a definition, find the noun among 1,000. Each split has nouns of
 * its own, taken in the order of their hashes; no noun is a synonym of another one in any split, so
 * each gloss has exactly one right answer.
 */
record GlossData(List<Noun> search, List<Noun> validation, List<Noun> test) {

    private static final int CORPUS = 1_000;
    private static final int MIN_WORDS = 4;

    /** Chooses the nouns of all splits. */
    static GlossData of(List<Noun> nouns) {
        var chosen = new ArrayList<Noun>();
        var known = new HashSet<String>();
        for (Noun noun : HashOrder.of(nouns, Noun::lemma)) {
            if (chosen.size() < 3 * CORPUS && isFit(noun) && isNew(noun, known)) {
                chosen.add(noun);
            }
        }
        if (chosen.size() < 3 * CORPUS) {
            throw new PrepareException(
                    "WordNet must have %d fit nouns; found %d."
                            .formatted(3 * CORPUS, chosen.size()));
        }
        return new GlossData(
                chosen.subList(0, CORPUS),
                chosen.subList(CORPUS, 2 * CORPUS),
                chosen.subList(2 * CORPUS, 3 * CORPUS));
    }

    private static boolean isFit(Noun noun) {
        return noun.gloss().split(" ").length >= MIN_WORDS && !noun.glossNamesLemma();
    }

    private static boolean isNew(Noun noun, HashSet<String> known) {
        if (noun.synonyms().stream().anyMatch(known::contains)) {
            return false;
        }
        known.addAll(noun.synonyms());
        return true;
    }

    /** Writes queries, corpus and judgements of each split; the first nouns are the queries. */
    void write(Output output, int searchQueries, int validationQueries, int testQueries)
            throws IOException {
        write(output, "search", search, searchQueries);
        write(output, "validation", validation, validationQueries);
        write(output, "test", test, testQueries);
    }

    private static void write(Output output, String split, List<Noun> nouns, int queries)
            throws IOException {
        String folder = "data/glosses/" + split;
        List<Noun> asked = nouns.subList(0, queries);
        output.lines(
                folder + "/queries.jsonl",
                asked.stream()
                        .map(n -> new JsonLine().with("id", n.lemma()).with("text", n.gloss()))
                        .toList());
        output.lines(
                folder + "/corpus.jsonl",
                nouns.stream()
                        .map(n -> new JsonLine().with("id", n.lemma()).with("text", n.lemma()))
                        .toList());
        output.lines(
                folder + "/judgements.jsonl",
                asked.stream()
                        .map(
                                n ->
                                        new JsonLine()
                                                .with("query", n.lemma())
                                                .with("document", n.lemma()))
                        .toList());
    }
}
