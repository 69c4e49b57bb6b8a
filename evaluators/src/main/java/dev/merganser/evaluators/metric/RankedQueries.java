package dev.merganser.evaluators.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Documents ranked for each query of a retrieval task; an item is a query. */
public record RankedQueries(List<Ranking> queries) {

    public RankedQueries {
        queries = List.copyOf(queries);
    }

    /** A score of each query; NaN where its gains are. */
    float[] scores(ToDoubleFunction<Ranking> score) {
        float[] scores = new float[queries.size()];
        for (int i = 0; i < scores.length; i++) {
            Ranking ranking = queries.get(i);
            boolean known = Arrays.stream(ranking.gains()).noneMatch(Double::isNaN);
            scores[i] = known ? (float) score.applyAsDouble(ranking) : Float.NaN;
        }
        return scores;
    }

    /**
     * One query's ranking.
     *
     * @param gains of the documents as ranked, best first, all of them; 0: not relevant; NaN where
     *     the query's scores are not finite
     * @param ideal all positive gains, descending
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Ranking(double[] gains, double[] ideal) {}
}
