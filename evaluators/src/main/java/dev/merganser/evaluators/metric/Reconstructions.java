package dev.merganser.evaluators.metric;

import java.util.function.DoubleUnaryOperator;

/**
 * Errors of reconstructed items.
 *
 * @param squaredError one per item: the mean of (output − target)² over its values
 * @param peak the largest value that a target can have, as in PSNR
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Reconstructions(double[] squaredError, double peak) {

    /** A function of each item's error; NaN where the error is not finite. */
    float[] scores(DoubleUnaryOperator score) {
        float[] scores = new float[squaredError.length];
        for (int i = 0; i < scores.length; i++) {
            boolean finite = Double.isFinite(squaredError[i]);
            scores[i] = finite ? (float) score.applyAsDouble(squaredError[i]) : Float.NaN;
        }
        return scores;
    }
}
