package dev.merganser.evaluators.metric;

import dev.merganser.evaluators.metric.RankedQueries.Ranking;

/**
 * Mean reciprocal rank at a depth k, 10 unless given ({@code mrr@100}): 1 / rank of the first
 * relevant document among the first k, 0 where there is none.
 *
 * <p>Source: E. Voorhees, "The TREC-8 question answering track report", TREC 1999.
 */
public final class ReciprocalRank implements RankingMetric {

    private final int depth;
    private final String name;

    /** At depth 10. */
    public ReciprocalRank() {
        this(10, "mrr");
    }

    private ReciprocalRank(int depth, String name) {
        this.depth = depth;
        this.name = name;
    }

    @Override
    public Metric<RankedQueries> at(int newDepth) {
        return new ReciprocalRank(newDepth, "mrr@" + newDepth);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double score(Ranking ranking) {
        for (int i = 0; i < Math.min(depth, ranking.gains().length); i++) {
            if (ranking.gains()[i] > 0) {
                return 1.0 / (i + 1);
            }
        }
        return 0;
    }
}
