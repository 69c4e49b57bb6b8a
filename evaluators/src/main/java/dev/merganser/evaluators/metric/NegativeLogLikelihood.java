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
        return predictions.scores(
                (logits, label) -> (float) -Softmax.logs(Softmax.doubles(logits))[label]);
    }
}
