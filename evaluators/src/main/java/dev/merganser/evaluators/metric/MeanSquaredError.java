package dev.merganser.evaluators.metric;

/** The mean of (predicted − true)². */
public final class MeanSquaredError implements Metric<PairPredictions> {

    @Override
    public String name() {
        return "mse";
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
        return predictions.scores(error -> error * error);
    }
}
