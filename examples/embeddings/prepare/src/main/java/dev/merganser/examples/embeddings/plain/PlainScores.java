package dev.merganser.examples.embeddings.plain;

import ai.onnxruntime.OrtException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Program: scores a model on a split of the example's tasks. */
public final class PlainScores {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path data;
    private final String split;
    private final PlainEncoder encoder;

    private PlainScores(Path data, String split, PlainEncoder encoder) {
        this.data = data;
        this.split = split;
        this.encoder = encoder;
    }

    /**
     * Runs the program.
     *
     * @param arguments the folder of the example, an {@code .onnx} file, and a split
     */
    public static void main(String[] arguments) throws IOException, OrtException {
        if (arguments.length != 3) {
            System.err.println("Needed: the folder of the example, a model and a split.");
            System.exit(2);
        }
        Path example = Path.of(arguments[0]);
        Path tokenizer = example.resolve("models/bge-small-en-v1.5/tokenizer.json");
        try (var encoder = new PlainEncoder(Path.of(arguments[1]), tokenizer)) {
            var scores = new PlainScores(example.resolve("data"), arguments[2], encoder);
            scores.correlations().forEach(PlainScores::print);
            print("glosses.mrr", scores.reciprocalRank());
        }
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%-28s %.6f%n", name, value);
    }

    private List<JsonNode> lines(String file) throws IOException {
        return Files.readAllLines(data.resolve(file)).stream().map(JSON::readTree).toList();
    }

    private double[][] vectors(List<JsonNode> lines, String field) throws OrtException {
        return encoder.vectors(lines.stream().map(line -> line.get(field).stringValue()).toList());
    }

    /** Spearman's correlation of each set of sentence pairs, and the mean over the sets. */
    private Map<String, Double> correlations() throws IOException, OrtException {
        List<JsonNode> pairs = lines("sts/" + split + ".jsonl");
        double[][] first = vectors(pairs, "a");
        double[][] second = vectors(pairs, "b");
        Map<String, List<Integer>> sets =
                IntStream.range(0, pairs.size())
                        .boxed()
                        .collect(Collectors.groupingBy(i -> pairs.get(i).get("set").stringValue()));
        var values = new TreeMap<String, Double>();
        sets.forEach(
                (set, members) ->
                        values.put(
                                "sts.spearman " + set,
                                correlation(
                                        members.stream().mapToInt(i -> i).toArray(),
                                        i -> PlainEncoder.product(first[i], second[i]),
                                        i -> pairs.get(i).get("gold").doubleValue())));
        double mean = values.values().stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        values.put("sts.spearman", mean);
        return values;
    }

    private static double correlation(
            int[] members, IntToDoubleFunction predicted, IntToDoubleFunction gold) {
        return RankCorrelation.of(
                IntStream.of(members).mapToDouble(predicted).toArray(),
                IntStream.of(members).mapToDouble(gold).toArray());
    }

    /** Mean over the glosses of 1 / the rank of the noun that a gloss defines. */
    private double reciprocalRank() throws IOException, OrtException {
        String folder = "glosses/" + split + "/";
        List<JsonNode> queries = lines(folder + "queries.jsonl");
        List<JsonNode> nouns = lines(folder + "corpus.jsonl");
        List<String> ids = nouns.stream().map(noun -> noun.get("id").stringValue()).toList();
        double[][] glossVectors = vectors(queries, "text");
        double[][] nounVectors = vectors(nouns, "text");
        return IntStream.range(0, queries.size())
                .mapToDouble(
                        i ->
                                1.0
                                        / rank(
                                                glossVectors[i],
                                                nounVectors,
                                                ids.indexOf(
                                                        queries.get(i).get("id").stringValue())))
                .average()
                .orElse(Double.NaN);
    }

    /** The example's judgements say that a gloss defines the noun of the same id, and no other. */
    private static long rank(double[] gloss, double[][] nouns, int right) {
        double score = PlainEncoder.product(gloss, nouns[right]);
        return 1
                + IntStream.range(0, nouns.length)
                        .filter(noun -> PlainEncoder.product(gloss, nouns[noun]) > score)
                        .count();
    }
}
