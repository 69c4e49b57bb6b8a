package dev.merganser.results.indicator;

import java.util.List;

/**
 * The unary R2 indicator: the mean, over directions, of the best weighted Chebyshev distance from
 * an ideal point (Brockhoff, Wagner and Trautmann 2012, doi:10.1145/2330163.2330230). Lower is
 * better.
 */
public final class R2Indicator {

    private R2Indicator() {}

    /**
     * The indicator.
     *
     * @param front [points][objectives], finite, not empty; not changed
     * @param ideal [objectives], finite, not worse than any point
     * @param directions weights of the objectives, such as a {@link SimplexLattice}; at least one
     */
    public static double of(double[][] front, double[] ideal, List<double[]> directions) {
        Fronts.require(front, new double[][] {ideal}, directions.toArray(double[][]::new));
        return directions.stream()
                .mapToDouble(weights -> best(front, ideal, weights))
                .average()
                .orElseThrow();
    }

    private static double best(double[][] front, double[] ideal, double[] weights) {
        double best = Double.POSITIVE_INFINITY;
        for (double[] point : front) {
            double distance = 0;
            for (int i = 0; i < point.length; i++) {
                distance = Math.max(distance, weights[i] * Math.abs(point[i] - ideal[i]));
            }
            best = Math.min(best, distance);
        }
        return best;
    }
}
