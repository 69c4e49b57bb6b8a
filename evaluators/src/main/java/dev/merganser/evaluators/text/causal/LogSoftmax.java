package dev.merganser.evaluators.text.causal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The natural logarithm of softmax probabilities of float32 logits, in double from the largest
 * logit down. For one thread.
 */
final class LogSoftmax {

    private final float[] logits;

    LogSoftmax(int vocabulary) {
        logits = new float[vocabulary];
    }

    /**
     * One probability's logarithm; NaN where a logit is NaN or none is finite.
     *
     * @param all {@code [positions, vocabulary]}
     */
    double of(MemorySegment all, long position, int token) {
        MemorySegment.copy(
                all,
                ValueLayout.JAVA_FLOAT,
                position * logits.length * Float.BYTES,
                logits,
                0,
                logits.length);
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            // StrictMath: scores steer proposals, which must repeat on every machine
            sum += StrictMath.exp((double) logit - largest);
        }
        return (double) logits[token] - largest - StrictMath.log(sum);
    }
}
