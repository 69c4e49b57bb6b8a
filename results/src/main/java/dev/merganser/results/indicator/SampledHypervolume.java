package dev.merganser.results.indicator;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A hypervolume estimated from random points of the box between the lowest cost of each objective
 * and the reference: for more objectives than the exact volume can be had for.
 *
 * @param volume unbiased estimate
 * @param standardError of the estimate
 * @param samples how many points were drawn
 * @param seed of their random stream
 */
public record SampledHypervolume(double volume, double standardError, long samples, long seed) {

    /** Up to as many objectives the exact volume is quick. */
    public static final int EXACT_OBJECTIVES = 6;

    /**
     * Estimates a hypervolume; the same arguments give the same estimate.
     *
     * @param costs [points][objectives], finite; not changed; points that are not strictly better
     *     than the reference in every objective add nothing
     * @param reference [objectives], finite
     * @param samples at least 1
     */
    public static SampledHypervolume of(
            double[][] costs, double[] reference, long samples, long seed) {
        return within(corner(costs, reference), costs, reference, samples, seed);
    }

    /**
     * Estimates what of a hypervolume lies in a box. Volumes of several sets in one box, by one
     * seed, are estimated from the same points, so that little is lost in their differences.
     *
     * @param corner lowest costs of the box, none above the reference; not changed
     */
    public static SampledHypervolume within(
            double[] corner, double[][] costs, double[] reference, long samples, long seed) {
        if (samples < 1) {
            throw new IllegalArgumentException("At least one point is drawn, found " + samples);
        }
        double box = 1;
        for (int i = 0; i < corner.length; i++) {
            box *= reference[i] - corner[i];
        }
        double[][] inside = inside(costs, reference);
        double share = (double) hits(inside, corner, reference, samples, seed) / samples;
        return new SampledHypervolume(
                box * share, box * Math.sqrt(share * (1 - share) / samples), samples, seed);
    }

    /** The lowest costs of the points that add something; the reference where there are none. */
    public static double[] corner(double[][] costs, double[] reference) {
        double[] corner = reference.clone();
        for (double[] point : inside(costs, reference)) {
            Arrays.setAll(corner, i -> Math.min(corner[i], point[i]));
        }
        return corner;
    }

    private static double[][] inside(double[][] costs, double[] reference) {
        Fronts.require(reference, reference.length);
        for (double[] point : costs) {
            Fronts.require(point, reference.length);
        }
        return Arrays.stream(costs)
                .filter(point -> isBelow(point, reference))
                .toArray(double[][]::new);
    }

    private static boolean isBelow(double[] point, double[] reference) {
        for (int i = 0; i < point.length; i++) {
            if (!(point[i] < reference[i])) {
                return false;
            }
        }
        return true;
    }

    private static long hits(
            double[][] costs, double[] low, double[] reference, long samples, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        double[] drawn = new double[low.length];
        long hits = 0;
        for (long sample = 0; sample < samples; sample++) {
            for (int i = 0; i < low.length; i++) {
                drawn[i] = low[i] + random.nextDouble() * (reference[i] - low[i]);
            }
            hits += isDominated(drawn, costs) ? 1 : 0;
        }
        return hits;
    }

    private static boolean isDominated(double[] drawn, double[][] costs) {
        for (double[] point : costs) {
            if (weaklyDominates(point, drawn)) {
                return true;
            }
        }
        return false;
    }

    private static boolean weaklyDominates(double[] point, double[] drawn) {
        for (int i = 0; i < point.length; i++) {
            if (point[i] > drawn[i]) {
                return false;
            }
        }
        return true;
    }
}
