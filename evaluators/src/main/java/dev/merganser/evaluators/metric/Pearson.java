package dev.merganser.evaluators.metric;

/**
 * Pearson's correlation of predicted and true numbers. Predictions that are all equal have none:
 * they count as 0, which is where predictions that hardly differ go. True numbers that are all
 * equal measure nothing: NaN. Contributions are jackknife pseudo-values.
 *
 * <p>Items in several groups are correlated within each group; the mean over the groups counts.
 *
 * <p>Source: K. Pearson, "Notes on regression and inheritance in the case of two parents",
 * Proceedings of the Royal Society of London 58 (1895).
 */
public final class Pearson implements Metric<PairPredictions> {

    @Override
    public String name() {
        return "pearson";
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
        return Groups.contributions(predictions, Pearson::within);
    }

    private static float[] within(PairPredictions predictions) {
        Pairs pairs = Pairs.of(predictions);
        var sums = new Moments(pairs.predicted(), pairs.gold());
        double[] without = new double[pairs.count()];
        for (int i = 0; i < without.length; i++) {
            without[i] = sums.correlationWithout(i);
        }
        return pairs.items().jackknife(sums.correlation(), without);
    }
}
