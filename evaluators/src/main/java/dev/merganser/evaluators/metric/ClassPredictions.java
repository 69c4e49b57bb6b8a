package dev.merganser.evaluators.metric;

/**
 * Logits of a classification task.
 *
 * @param logits {@code [items][classes]}
 * @param labels the class of each item; none where the data has none, for metrics that need none
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record ClassPredictions(float[][] logits, int[] labels) {

    private static final int NO_LABEL = -1;

    public ClassPredictions {
        if (labels.length != 0 && labels.length != logits.length) {
            throw new IllegalArgumentException(
                    "There must be a label per item, found %d for %d"
                            .formatted(labels.length, logits.length));
        }
    }

    /** A score of one item, from its finite logits. */
    interface ItemScore {
        float of(float[] logits, int label);
    }

    /** The scores of all items; NaN for an item whose logits or score are not finite. */
    float[] scores(ItemScore score) {
        float[] scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            int label = labels.length == 0 ? NO_LABEL : labels[i];
            float value = isFinite(logits[i]) ? score.of(logits[i], label) : Float.NaN;
            scores[i] = Float.isFinite(value) ? value : Float.NaN;
        }
        return scores;
    }

    /** The items whose logits are finite. */
    FiniteItems finite() {
        return FiniteItems.of(logits.length, i -> isFinite(logits[i]));
    }

    /** How many classes there are: as many as logits of an item, 0 without items. */
    int classes() {
        return logits.length == 0 ? 0 : logits[0].length;
    }

    private static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0;
        }
        return sum == 0;
    }
}
