package dev.merganser.evaluators.metric;

import java.util.function.DoubleUnaryOperator;

/**
 * A predicted number beside the true one, of similarity and regression tasks.
 *
 * @param predicted one per item
 * @param gold one per item, finite
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record PairPredictions(double[] predicted, double[] gold) {

    public PairPredictions {
        if (predicted.length != gold.length) {
            throw new IllegalArgumentException(
                    "There must be a prediction per item, found %d for %d"
                            .formatted(predicted.length, gold.length));
        }
    }

    /** A function of predicted − true for each item; NaN where that is not finite. */
    float[] scores(DoubleUnaryOperator score) {
        float[] scores = new float[predicted.length];
        for (int i = 0; i < scores.length; i++) {
            float value = (float) score.applyAsDouble(predicted[i] - gold[i]);
            scores[i] = Float.isFinite(value) ? value : Float.NaN;
        }
        return scores;
    }
}
