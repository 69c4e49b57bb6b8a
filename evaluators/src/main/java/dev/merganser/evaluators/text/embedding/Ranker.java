package dev.merganser.evaluators.text.embedding;

import dev.merganser.evaluators.metric.RankedQueries.Ranking;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Ranks documents by their scores, the first of equal ones first. Only where the relevant ones come
 * to stand is counted, so nothing is sorted.
 */
final class Ranker {

    private Ranker() {}

    /**
     * The ranking of one query, down to its last relevant document.
     *
     * @param scores one per document
     * @param gains of the relevant documents, by their number
     */
    static Ranking rank(double[] scores, SortedMap<Integer, Double> gains) {
        double[] ideal =
                gains.values().stream()
                        .sorted(Comparator.reverseOrder())
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        if (!Arrays.stream(scores).allMatch(Double::isFinite)) {
            return new Ranking(new double[] {Double.NaN}, ideal);
        }
        SortedMap<Integer, Double> byRank = new TreeMap<>();
        gains.forEach((document, gain) -> byRank.put(before(scores, document), gain));
        double[] ranked = new double[byRank.lastKey() + 1];
        byRank.forEach((rank, gain) -> ranked[rank] = gain);
        return new Ranking(ranked, ideal);
    }

    /** How many documents stand before one. */
    private static int before(double[] scores, int document) {
        int before = 0;
        for (int other = 0; other < scores.length; other++) {
            boolean first = scores[other] == scores[document] && other < document;
            before += scores[other] > scores[document] || first ? 1 : 0;
        }
        return before;
    }
}
