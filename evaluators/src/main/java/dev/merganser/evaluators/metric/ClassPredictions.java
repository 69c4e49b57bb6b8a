package dev.merganser.evaluators.metric;

/**
 * Logits of a classification task.
 *
 * @param logits {@code [items][classes]}
 * @param labels the class of each item; none where the data has none, for metrics that need none
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record ClassPredictions(float[][] logits, int[] labels) {

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
            float value = isFinite(logits[i]) ? score.of(logits[i], labels[i]) : Float.NaN;
            scores[i] = Float.isFinite(value) ? value : Float.NaN;
        }
        return scores;
    }

    private static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0;
        }
        return sum == 0;
    }
}
