package dev.merganser.evaluators.metric;

/** 1 where the largest logit is the label's, else 0; of equal logits the first counts. */
public final class Accuracy implements Metric<ClassPredictions> {

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public Class<ClassPredictions> predictions() {
        return ClassPredictions.class;
    }

    @Override
    public float[] contributions(ClassPredictions predictions) {
        return predictions.scores((logits, label) -> largest(logits) == label ? 1 : 0);
    }

    /** The first index of the largest value. */
    static int largest(float[] values) {
        int best = 0;
        for (int c = 1; c < values.length; c++) {
            if (values[c] > values[best]) {
                best = c;
            }
        }
        return best;
    }
}
