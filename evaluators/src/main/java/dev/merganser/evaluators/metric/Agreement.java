package dev.merganser.evaluators.metric;

import java.util.Set;

/**
 * 1 where the largest logit is of the class that the teachers find most probable in the mean, else
 * 0; of equal ones the first counts. It needs no labels.
 */
public final class Agreement implements Metric<ClassPredictions> {

    @Override
    public String name() {
        return "agreement";
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
    public Set<Need> needs() {
        return Set.of(Need.TEACHERS);
    }

    @Override
    public float[] contributions(ClassPredictions predictions) {
        return predictions.taughtScores(
                (logits, teachers) ->
                        Accuracy.largest(logits) == Softmax.largest(teachers) ? 1 : 0);
    }
}
