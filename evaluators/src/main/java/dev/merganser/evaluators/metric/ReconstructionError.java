package dev.merganser.evaluators.metric;

/** The mean over items of the mean of (output − target)² over an item's values. */
public final class ReconstructionError implements Metric<Reconstructions> {

    @Override
    public String name() {
        return "mse";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Class<Reconstructions> predictions() {
        return Reconstructions.class;
    }

    @Override
    public float[] contributions(Reconstructions predictions) {
        return predictions.scores(error -> error);
    }
}
