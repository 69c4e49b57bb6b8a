package dev.merganser.evaluators.metric;

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
}
