package dev.merganser.evaluators.metric;

/**
 * 1 where the right choice has the largest log-likelihood per byte of its UTF-8 text, else 0; of
 * equal ones the first counts. Long choices are less likely by their length alone; this takes that
 * out.
 *
 * <p>Source: T. Brown et al., "Language models are few-shot learners" (arXiv:2005.14165), section
 * 2.4, by bytes as in the language model evaluation harness of EleutherAI.
 */
public final class ChoiceAccuracyNorm implements Metric<ChoiceLikelihoods> {

    @Override
    public String name() {
        return "accuracy_norm";
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
        return predictions.scores((item, logs) -> isRight(predictions, item, logs) ? 1 : 0);
    }

    private static boolean isRight(ChoiceLikelihoods predictions, int item, double[] logs) {
        double[] perByte = new double[logs.length];
        for (int choice = 0; choice < logs.length; choice++) {
            perByte[choice] = logs[choice] / predictions.bytes()[item][choice];
        }
        return Softmax.largest(perByte) == predictions.answer()[item];
    }
}
