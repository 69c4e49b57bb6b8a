package dev.merganser.optimizer.algorithm;

import dev.merganser.results.indicator.SimplexLattice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Evenly spread directions of cost space: one lattice of the simplex, or, where a single lattice
 * with points inside would need too many, an outer one and an inner one of half its size (Deb and
 * Jain 2014).
 *
 * @param points on the unit simplex, at least one
 */
record ReferenceDirections(List<double[]> points) {

    /** The size of the inner lattice, as a share of the outer one. */
    private static final double INNER_SCALE = 0.5;

    ReferenceDirections {
        points = List.copyOf(points);
    }

    /** As many directions as fit under a number, but at least one for each objective. */
    static ReferenceDirections of(int objectives, int most) {
        if (objectives == 1) {
            return new ReferenceDirections(List.of(new double[] {1}));
        }
        int divisions = divisions(objectives, most);
        List<double[]> outer = SimplexLattice.of(objectives, divisions);
        if (divisions >= objectives) {
            return new ReferenceDirections(outer);
        }
        List<double[]> all = new ArrayList<>(outer);
        int left = most - outer.size();
        if (left > 0) {
            int inner = Math.min(divisions, innerDivisions(objectives, left));
            if (inner > 0) {
                SimplexLattice.of(objectives, inner).forEach(point -> all.add(shrunk(point)));
            }
        }
        return new ReferenceDirections(all);
    }

    /** The most divisions whose points fit, at least 1. */
    private static int divisions(int objectives, int most) {
        return Math.max(1, innerDivisions(objectives, most));
    }

    /** The most divisions whose points fit; 0 where not even one division does. */
    private static int innerDivisions(int objectives, int most) {
        int divisions = 0;
        while (count(objectives, divisions + 1) <= most) {
            divisions++;
        }
        return divisions;
    }

    /** C(divisions + objectives − 1, divisions). */
    private static long count(int objectives, int divisions) {
        long count = 1;
        for (int i = 1; i <= divisions; i++) {
            count = count * (objectives - 1 + i) / i;
        }
        return count;
    }

    private static double[] shrunk(double[] point) {
        return Arrays.stream(point)
                .map(x -> INNER_SCALE * x + (1 - INNER_SCALE) / point.length)
                .toArray();
    }

    /** The direction that a point is nearest to, and how far it is from that line. */
    Nearest nearest(double[] point) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < points.size(); i++) {
            double distance = distance(point, points.get(i));
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return new Nearest(best, least);
    }

    /**
     * A direction near a point.
     *
     * @param direction its index
     * @param distance perpendicular to its line
     */
    record Nearest(int direction, double distance) {}

    private static double distance(double[] point, double[] direction) {
        double along = 0;
        double length = 0;
        for (int i = 0; i < point.length; i++) {
            along += point[i] * direction[i];
            length += direction[i] * direction[i];
        }
        double share = along / length;
        double sum = 0;
        for (int i = 0; i < point.length; i++) {
            double off = point[i] - share * direction[i];
            sum += off * off;
        }
        return StrictMath.sqrt(sum);
    }
}
