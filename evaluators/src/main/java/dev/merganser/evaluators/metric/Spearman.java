package dev.merganser.evaluators.metric;

/**
 * Spearman's rank correlation of predicted and true numbers: Pearson's of their ranks, where equal
 * numbers share the mean of their ranks. Predictions that are all equal rank nothing: they count as
 * 0, which is where predictions that hardly differ go. True numbers that are all equal measure
 * nothing: NaN. Contributions are jackknife pseudo-values, in time n·log n.
 *
 * <p>Items in several groups are correlated within each group; the mean over the groups counts.
 *
 * <p>Source: C. Spearman, "The proof and measurement of association between two things", American
 * Journal of Psychology 15 (1904); with ties as in M. G. Kendall, "Rank correlation methods"
 * (1948).
 */
public final class Spearman implements Metric<PairPredictions> {

    @Override
    public String name() {
        return "spearman";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public Class<PairPredictions> predictions() {
        return PairPredictions.class;
    }

    @Override
    public float[] contributions(PairPredictions predictions) {
        return Groups.contributions(predictions, Spearman::within);
    }

    private static float[] within(PairPredictions predictions) {
        Pairs pairs = Pairs.of(predictions);
        var ranks = new RankMoments(pairs.predicted(), pairs.gold());
        double[] without = new double[pairs.count()];
        for (int i = 0; i < without.length; i++) {
            without[i] = ranks.correlationWithout(i);
        }
        return pairs.items().jackknife(ranks.correlation(), without);
    }
}
