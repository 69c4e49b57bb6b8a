package dev.merganser.evaluators.metric;

/**
 * Minus the natural logarithm of the right choice's probability among the choices: their
 * likelihoods scaled to add up to 1. A smooth companion of the accuracy.
 */
public final class ChoiceLikelihood implements Metric<ChoiceLikelihoods> {

    @Override
    public String name() {
        return "nll";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Class<ChoiceLikelihoods> predictions() {
        return ChoiceLikelihoods.class;
    }

    @Override
    public float[] contributions(ChoiceLikelihoods predictions) {
        return predictions.scores((item, logs) -> -Softmax.logs(logs)[predictions.answer()[item]]);
    }
}
