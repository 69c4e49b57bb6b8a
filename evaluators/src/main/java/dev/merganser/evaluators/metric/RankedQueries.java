package dev.merganser.evaluators.metric;

import java.util.List;

/** Documents ranked for each query of a retrieval task; an item is a query. */
public record RankedQueries(List<Ranking> queries) {

    public RankedQueries {
        queries = List.copyOf(queries);
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
