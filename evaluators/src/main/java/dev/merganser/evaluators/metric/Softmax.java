package dev.merganser.evaluators.metric;

/**
 * Probabilities from logits, in double from the largest logit down, so that they are finite for all
 * finite logits.
 */
final class Softmax {

    private Softmax() {}

    /** Logits in double. */
    static double[] doubles(float[] logits) {
        double[] doubles = new double[logits.length];
        for (int c = 0; c < logits.length; c++) {
            doubles[c] = logits[c];
        }
        return doubles;
    }

    /** The natural logarithms of the probabilities. */
    static double[] logs(double[] logits) {
        double largest = logits[largest(logits)];
        double sum = 0;
        for (double logit : logits) {
            // StrictMath: scores steer proposals, which must repeat on every machine
            sum += StrictMath.exp(logit - largest);
        }
        double log = StrictMath.log(sum);
        double[] logs = new double[logits.length];
        for (int c = 0; c < logs.length; c++) {
            logs[c] = logits[c] - largest - log;
        }
        return logs;
    }

    /** The first index of the largest value. */
    static int largest(double[] values) {
        int best = 0;
        for (int c = 1; c < values.length; c++) {
            if (values[c] > values[best]) {
                best = c;
            }
        }
        return best;
    }
}
