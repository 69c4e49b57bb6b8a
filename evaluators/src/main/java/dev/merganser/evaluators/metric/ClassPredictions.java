package dev.merganser.evaluators.metric;

import java.util.List;

/**
 * Logits of a classification task.
 *
 * @param logits {@code [items][classes]}
 * @param labels the class of each item; none where the data has none, for metrics that need none
 * @param teachers {@code [items][classes]}, the mean of the probabilities that other models give;
 *     none where there are no other models
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record ClassPredictions(float[][] logits, int[] labels, double[][] teachers) {

    private static final int NO_LABEL = -1;

    public ClassPredictions {
        requireAll(labels.length, logits.length);
        requireAll(teachers.length, logits.length);
    }

    private static void requireAll(int found, int items) {
        if (found != 0 && found != items) {
            throw new IllegalArgumentException(
                    "There must be a label and teachers per item, found %d for %d"
                            .formatted(found, items));
        }
    }

    /** Predictions without teachers. */
    public ClassPredictions(float[][] logits, int[] labels) {
        this(logits, labels, new double[0][]);
    }

    /**
     * The mean of the probabilities of other models.
     *
     * @param others at least one, of the same items
     */
    public static double[][] mean(List<ClassPredictions> others) {
        double[][] mean = new double[others.getFirst().logits.length][];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = new double[others.getFirst().logits[i].length];
            for (ClassPredictions other : others) {
                double[] logs = Softmax.logs(Softmax.doubles(other.logits[i]));
                for (int c = 0; c < logs.length; c++) {
                    mean[i][c] += StrictMath.exp(logs[c]) / others.size();
                }
            }
        }
        return mean;
    }

    /** A score of one item, from its finite logits and the probabilities of its teachers. */
    interface TaughtScore {
        double of(float[] logits, double[] teachers);
    }

    /** The scores of all items against their teachers; NaN where the logits are not finite. */
    float[] taughtScores(TaughtScore score) {
        float[] scores = new float[logits.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = isFinite(logits[i]) ? (float) score.of(logits[i], teachers[i]) : Float.NaN;
        }
        return scores;
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
