package dev.merganser.evaluators.metric;

/** The mean of |predicted − true|. */
public final class MeanAbsoluteError implements Metric<PairPredictions> {

    @Override
    public String name() {
        return "mae";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Class<PairPredictions> predictions() {
        return PairPredictions.class;
    }

    @Override
    public float[] contributions(PairPredictions predictions) {
        return predictions.scores(Math::abs);
    }
}
