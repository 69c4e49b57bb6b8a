package dev.merganser.evaluators.metric;

import dev.merganser.evaluators.metric.RankedQueries.Ranking;

/** A quality of rankings that is a mean over queries and better where it is higher. */
interface RankingMetric extends Metric<RankedQueries> {

    /** The score of one query, whose gains are finite. */
    double score(Ranking ranking);

    @Override
    default boolean higherIsBetter() {
        return true;
    }

    @Override
    default Class<RankedQueries> predictions() {
        return RankedQueries.class;
    }

    @Override
    default float[] contributions(RankedQueries predictions) {
        return predictions.scores(this::score);
    }
}
