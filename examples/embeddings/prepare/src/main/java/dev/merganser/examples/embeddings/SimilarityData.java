package dev.merganser.examples.embeddings;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Sentence pairs of Semantic Textual Similarity (STS) 2012 and 2013 in three splits. Search and
 * validation come from the three training sets of 2012, in the order of their hashes; test is the
 * eight test sets as they are. No sentence is in two splits.
 *
 * <p>E. Agirre and others: SemEval-2012 Task 6: A Pilot on Semantic Textual Similarity; *SEM 2013
 * shared task: Semantic Textual Similarity.
 */
record SimilarityData(
        List<SentencePair> search, List<SentencePair> validation, List<SentencePair> test) {

    private static final String JAR = "dkpro-similarity-uima-data-asl-2.3.0.jar";

    private static final List<String> TRAIN_2012 = List.of("MSRpar", "MSRvid", "SMTeuroparl");
    private static final List<String> TEST_2012 =
            List.of("MSRpar", "MSRvid", "OnWN", "SMTeuroparl", "SMTnews");
    private static final List<String> TEST_2013 = List.of("headlines", "OnWN", "FNWN");

    /** Reads the pairs of both years and splits them. */
    static SimilarityData read(Packages packages, int searchPairs, int validationPairs)
            throws IOException {
        var test = new ArrayList<SentencePair>();
        for (String name : TEST_2012) {
            test.addAll(set(packages, "semeval-2012/test", "2012-" + name, name));
        }
        for (String name : TEST_2013) {
            test.addAll(set(packages, "sts-2013/test", "2013-" + name, name));
        }
        var train = new ArrayList<List<SentencePair>>();
        for (String name : TRAIN_2012) {
            train.add(set(packages, "semeval-2012/train", "2012-" + name, name));
        }
        return split(train, List.copyOf(test), searchPairs, validationPairs);
    }

    /**
     * Splits.
     *
     * @param train the sets for search and validation
     * @param searchPairs how many pairs of each set search gets
     * @param validationPairs how many pairs of each set validation gets at most
     */
    static SimilarityData split(
            List<List<SentencePair>> train,
            List<SentencePair> test,
            int searchPairs,
            int validationPairs) {
        var taken = sentences(test);
        var search = new ArrayList<SentencePair>();
        for (List<SentencePair> set : train) {
            search.addAll(first(searchPairs, set, taken));
        }
        taken.addAll(sentences(search));
        var validation = new ArrayList<SentencePair>();
        for (List<SentencePair> set : train) {
            validation.addAll(first(validationPairs, set, taken));
        }
        return new SimilarityData(List.copyOf(search), List.copyOf(validation), test);
    }

    private static List<SentencePair> first(int count, List<SentencePair> set, Set<String> taken) {
        return HashOrder.of(set, pair -> pair.a() + "\t" + pair.b()).stream()
                .filter(pair -> pair.sentences().stream().noneMatch(taken::contains))
                .limit(count)
                .toList();
    }

    private static Set<String> sentences(List<SentencePair> pairs) {
        var sentences = new HashSet<String>();
        pairs.forEach(pair -> sentences.addAll(pair.sentences()));
        return sentences;
    }

    private static List<SentencePair> set(Packages packages, String folder, String set, String name)
            throws IOException {
        return pairs(
                set,
                packages.lines(JAR, "datasets/%s/STS.input.%s.txt".formatted(folder, name)),
                packages.lines(JAR, "goldstandards/%s/STS.gs.%s.txt".formatted(folder, name)));
    }

    /** Reads lines of two sentences with a tab between them, and lines of their gold values. */
    static List<SentencePair> pairs(String set, List<String> texts, List<String> golds) {
        if (texts.size() != golds.size()) {
            throw new PrepareException(
                    "%s must have a gold value for each pair; found %d pairs and %d values."
                            .formatted(set, texts.size(), golds.size()));
        }
        return IntStream.range(0, texts.size())
                .mapToObj(i -> pair(set, texts.get(i).split("\t", -1), golds.get(i)))
                .toList();
    }

    private static SentencePair pair(String set, String[] sentences, String gold) {
        return new SentencePair(
                set, sentences[0].strip(), sentences[1].strip(), Double.parseDouble(gold));
    }

    /** Writes a file of JSON lines for each split. */
    void write(Output output) throws IOException {
        write(output, "search", search);
        write(output, "validation", validation);
        write(output, "test", test);
    }

    private static void write(Output output, String split, List<SentencePair> pairs)
            throws IOException {
        output.lines(
                "data/sts/" + split + ".jsonl", pairs.stream().map(SentencePair::json).toList());
    }
}
