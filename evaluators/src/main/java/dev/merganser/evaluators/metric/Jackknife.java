package dev.merganser.evaluators.metric;

/**
 * What single items contribute to a metric that is no mean over items, such as a correlation:
 * pseudo-values n·m − (n − 1)·m₍₋ᵢ₎ of the metric m with and without item i, shifted so that their
 * mean is m itself. Their spread is that of the metric, so intervals, paired comparisons and
 * resampling may treat them as scores of items.
 *
 * <p>Source: J. W. Tukey, "Bias and confidence in not-quite large samples", Annals of Mathematical
 * Statistics 29 (1958); B. Efron, "The jackknife, the bootstrap and other resampling plans" (1982).
 */
public final class Jackknife {

    private Jackknife() {}

    /**
     * Contributions of items.
     *
     * @param whole the metric of all items
     * @param without the metric without each item in turn, one per item
     */
    public static float[] contributions(double whole, double[] without) {
        double mean = 0;
        for (double each : without) {
            mean += each;
        }
        mean /= without.length;
        float[] contributions = new float[without.length];
        for (int i = 0; i < without.length; i++) {
            contributions[i] = (float) (whole + (without.length - 1) * (mean - without[i]));
        }
        return contributions;
    }
}
