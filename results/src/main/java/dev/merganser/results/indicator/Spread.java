package dev.merganser.results.indicator;

import java.util.Arrays;

/**
 * How unevenly a front is spread and how far it stays from the ends of a reference front, for any
 * number of objectives (Zhou et al. 2006, doi:10.1109/CEC.2006.1688406, after Deb's Δ). 0 is best.
 */
public final class Spread {

    private Spread() {}

    /**
     * The generalized spread.
     *
     * @param front [points][objectives], finite, at least two points; neither is changed
     * @param reference [points][objectives]; its ends are its points of the lowest cost, one for
     *     each objective
     */
    public static double of(double[][] front, double[][] reference) {
        Fronts.require(front, reference);
        if (front.length < 2) {
            throw new IllegalArgumentException("The spread of one point has no meaning");
        }
        double ends = 0;
        for (int objective = 0; objective < front[0].length; objective++) {
            ends += nearest(end(reference, objective), front, -1);
        }
        double[] gaps = new double[front.length];
        Arrays.setAll(gaps, i -> nearest(front[i], front, i));
        double mean = Arrays.stream(gaps).average().orElseThrow();
        double unevenness = Arrays.stream(gaps).map(gap -> Math.abs(gap - mean)).sum();
        double whole = ends + front.length * mean;
        return whole == 0 ? 0 : (ends + unevenness) / whole;
    }

    private static double[] end(double[][] reference, int objective) {
        double[] end = reference[0];
        for (double[] point : reference) {
            if (point[objective] < end[objective]) {
                end = point;
            }
        }
        return end;
    }

    private static double nearest(double[] point, double[][] front, int itself) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < front.length; i++) {
            if (i != itself) {
                nearest = Math.min(nearest, FrontDistance.euclidean(point, front[i]));
            }
        }
        return nearest;
    }
}
