package dev.merganser.evaluators.metric;

import dev.merganser.evaluators.metric.RankedQueries.Ranking;

/**
 * Normalized discounted cumulative gain at a depth k, 10 unless given ({@code ndcg@20}): Σ gain /
 * log₂ (rank + 1) over the first k documents, over the same sum of the best possible order. Gains
 * count as they are given, without 2^gain − 1, as in trec_eval. A query without a relevant document
 * scores 0.
 *
 * <p>Source: K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM
 * Transactions on Information Systems 20 (2002).
 */
public final class DiscountedGain implements RankingMetric {

    private final int depth;
    private final String name;

    /** At depth 10. */
    public DiscountedGain() {
        this(10, "ndcg");
    }

    private DiscountedGain(int depth, String name) {
        this.depth = depth;
        this.name = name;
    }

    @Override
    public Metric<RankedQueries> at(int newDepth) {
        return new DiscountedGain(newDepth, "ndcg@" + newDepth);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double score(Ranking ranking) {
        double best = sum(ranking.ideal());
        return best > 0 ? sum(ranking.gains()) / best : 0;
    }

    private double sum(double[] gains) {
        double sum = 0;
        for (int i = 0; i < Math.min(depth, gains.length); i++) {
            sum += gains[i] * StrictMath.log(2) / StrictMath.log(i + 2.0);
        }
        return sum;
    }
}
