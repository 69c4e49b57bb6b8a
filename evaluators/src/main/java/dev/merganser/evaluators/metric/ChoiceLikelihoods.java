package dev.merganser.evaluators.metric;

import java.util.Arrays;

/**
 * Log-likelihoods of the choices of a multiple-choice task.
 *
 * @param logLikelihood {@code [items][choices]}, natural logarithm, summed over the choice's tokens
 * @param bytes {@code [items][choices]}, UTF-8 length of each choice, at least 1
 * @param answer which choice is right, one per item
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record ChoiceLikelihoods(double[][] logLikelihood, int[][] bytes, int[] answer) {

    /** A score of one item, from the log-likelihoods of its choices. */
    interface ItemScore {
        double of(int item, double[] logLikelihood);
    }

    /** The scores of all items; NaN for an item with a log-likelihood that is not finite. */
    float[] scores(ItemScore score) {
        float[] scores = new float[logLikelihood.length];
        for (int i = 0; i < scores.length; i++) {
            boolean finite = Arrays.stream(logLikelihood[i]).allMatch(Double::isFinite);
            scores[i] = finite ? (float) score.of(i, logLikelihood[i]) : Float.NaN;
        }
        return scores;
    }
}
