package dev.merganser.evaluators.loss;

/**
 * Softmax probabilities of logits, in double from the largest logit down; NaN where a logit is NaN
 * or +∞.
 *
 * @param logs their natural logarithms
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Distribution(double[] probabilities, double[] logs) {

    /** The distribution of z / T. */
    static Distribution of(double[] logits, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit / temperature);
        }
        double[] probabilities = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            // StrictMath: losses steer proposals, which must repeat on every machine
            probabilities[c] = StrictMath.exp(logits[c] / temperature - largest);
            sum += probabilities[c];
        }
        double log = StrictMath.log(sum);
        double[] logs = new double[logits.length];
        for (int c = 0; c < logits.length; c++) {
            probabilities[c] /= sum;
            logs[c] = logits[c] / temperature - largest - log;
        }
        return new Distribution(probabilities, logs);
    }

    /** −Σ p ln p; what has no probability adds nothing. */
    double entropy() {
        double entropy = 0;
        for (int c = 0; c < logs.length; c++) {
            entropy -= probabilities[c] == 0 ? 0 : probabilities[c] * logs[c];
        }
        return entropy;
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
