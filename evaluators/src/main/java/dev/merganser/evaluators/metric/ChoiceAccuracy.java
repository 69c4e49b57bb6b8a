package dev.merganser.evaluators.metric;

/**
 * 1 where the right choice has the largest log-likelihood, else 0; of equal ones the first counts.
 */
public final class ChoiceAccuracy implements Metric<ChoiceLikelihoods> {

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public Class<ChoiceLikelihoods> predictions() {
        return ChoiceLikelihoods.class;
    }

    @Override
    public float[] contributions(ChoiceLikelihoods predictions) {
        return predictions.scores(
                (item, logs) -> Softmax.largest(logs) == predictions.answer()[item] ? 1 : 0);
    }
}
