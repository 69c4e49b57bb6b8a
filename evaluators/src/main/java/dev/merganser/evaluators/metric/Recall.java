package dev.merganser.evaluators.metric;

import dev.merganser.evaluators.metric.RankedQueries.Ranking;

/**
 * Recall at a depth k, 10 unless given ({@code recall@100}): the share of a query's relevant
 * documents that are among the first k. A query without a relevant document scores 0.
 */
public final class Recall implements RankingMetric {

    private final int depth;
    private final String name;

    /** At depth 10. */
    public Recall() {
        this(10, "recall");
    }

    private Recall(int depth, String name) {
        this.depth = depth;
        this.name = name;
    }

    @Override
    public Metric<RankedQueries> at(int newDepth) {
        return new Recall(newDepth, "recall@" + newDepth);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double score(Ranking ranking) {
        int found = 0;
        for (int i = 0; i < Math.min(depth, ranking.gains().length); i++) {
            found += ranking.gains()[i] > 0 ? 1 : 0;
        }
        return ranking.ideal().length > 0 ? (double) found / ranking.ideal().length : 0;
    }
}
