package dev.merganser.evaluators.loss;

/** Functions of logits, in double. {@code StrictMath}: losses steer what must repeat everywhere. */
final class LogProbabilities {

    private LogProbabilities() {}

    /** The natural logarithms of softmax probabilities, NaN where a logit is not finite. */
    static double[] of(double[] logits, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit / temperature);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += StrictMath.exp(logit / temperature - largest);
        }
        double log = StrictMath.log(sum);
        double[] logs = new double[logits.length];
        for (int c = 0; c < logs.length; c++) {
            logs[c] = logits[c] / temperature - largest - log;
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
