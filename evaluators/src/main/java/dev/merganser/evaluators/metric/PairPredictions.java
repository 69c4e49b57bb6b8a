package dev.merganser.evaluators.metric;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A predicted number beside the true one, of similarity and regression tasks.
 *
 * @param predicted one per item
 * @param gold one per item, finite
 * @param groups the number of each item's group, such as of its data set; correlations are taken
 *     within groups and averaged over them
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record PairPredictions(double[] predicted, double[] gold, int[] groups) {

    public PairPredictions {
        if (predicted.length != gold.length || groups.length != gold.length) {
            throw new IllegalArgumentException(
                    "There must be a prediction and a group per item, found %d and %d for %d"
                            .formatted(predicted.length, groups.length, gold.length));
        }
    }

    /** Predictions of one group. */
    public PairPredictions(double[] predicted, double[] gold) {
        this(predicted, gold, new int[gold.length]);
    }

    int count() {
        return gold.length;
    }

    /** The places of a group's items. */
    int[] itemsOf(int group) {
        return IntStream.range(0, groups.length).filter(i -> groups[i] == group).toArray();
    }

    /** Some items, as one group. */
    PairPredictions select(int[] items) {
        return new PairPredictions(
                IntStream.of(items).mapToDouble(i -> predicted[i]).toArray(),
                IntStream.of(items).mapToDouble(i -> gold[i]).toArray());
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
