package dev.merganser.results.indicator;

/**
 * The additive epsilon indicator: by how much a front must be shifted, in all objectives alike, to
 * weakly dominate each point of another (Zitzler et al. 2003, doi:10.1109/TEVC.2003.810758). At
 * most 0 where it does already.
 */
public final class AdditiveEpsilon {

    private AdditiveEpsilon() {}

    /**
     * The indicator.
     *
     * @param front [points][objectives], finite, not empty; neither is changed
     * @param reference [points][objectives]
     */
    public static double of(double[][] front, double[][] reference) {
        Fronts.require(front, reference);
        double epsilon = Double.NEGATIVE_INFINITY;
        for (double[] wanted : reference) {
            double least = Double.POSITIVE_INFINITY;
            for (double[] point : front) {
                least = Math.min(least, shift(point, wanted));
            }
            epsilon = Math.max(epsilon, least);
        }
        return epsilon;
    }

    private static double shift(double[] point, double[] wanted) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < point.length; i++) {
            most = Math.max(most, point[i] - wanted[i]);
        }
        return most;
    }
}
