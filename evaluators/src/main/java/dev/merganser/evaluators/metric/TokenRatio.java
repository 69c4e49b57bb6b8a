package dev.merganser.evaluators.metric;

/**
 * Minus the summed log-likelihood over a summed size of all items, and a function of it: a ratio of
 * sums, so that long texts count by their length.
 */
final class TokenRatio {

    private TokenRatio() {}

    /** A metric of the ratio. */
    interface Value {
        double of(double ratio);
    }

    static float[] contributions(double[] logLikelihood, int[] size, Value value) {
        FiniteItems finite =
                FiniteItems.of(logLikelihood.length, i -> Double.isFinite(logLikelihood[i]));
        double loss = 0;
        double total = 0;
        for (int item : finite.places()) {
            loss -= logLikelihood[item];
            total += size[item];
        }
        double[] without = new double[finite.count()];
        int at = 0;
        for (int item : finite.places()) {
            without[at++] = value.of((loss + logLikelihood[item]) / (total - size[item]));
        }
        return finite.jackknife(value.of(loss / total), without);
    }
}
