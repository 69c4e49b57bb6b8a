package dev.merganser.evaluators.metric;

/**
 * Minus the natural logarithm of the label's softmax probability, computed in double from the
 * largest logit down, so that it is finite for all finite logits within float range.
 */
public final class NegativeLogLikelihood implements Metric<ClassPredictions> {

    @Override
    public String name() {
        return "nll";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public Class<ClassPredictions> predictions() {
        return ClassPredictions.class;
    }

    @Override
    public float[] contributions(ClassPredictions predictions) {
        return predictions.scores(NegativeLogLikelihood::of);
    }

    private static float of(float[] logits, int label) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            // StrictMath: scores steer proposals, which must repeat on every machine
            sum += StrictMath.exp(logit - largest);
        }
        return (float) (StrictMath.log(sum) + (largest - logits[label]));
    }
}
