package dev.merganser.optimizer.algorithm;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.SingularMatrixException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * NSGA-III's normalization of costs: from the best value of each objective so far to where the
 * plane through the extreme points meets its axis. Learns from each front it is shown; extreme
 * points are those of all fronts, in units of the ranges found last, which one point far out does
 * not stretch as it does the range of a front.
 */
final class CostScaling {

    /**
     * Weight of the other objectives in the search for extreme points. Published is a million; then
     * a point far out on an axis, and on it to the last bit, as a gene on its bound gives it, is
     * the extreme of that axis for good, and all costs are scaled by it.
     */
    private static final double OFF_AXIS = 300;

    /** As a share of the range of all costs. */
    private static final double SMALLEST_RANGE = 1e-6;

    private final double[] ideal;
    private List<double[]> extremes = List.of();
    private double[] ranges;
    private double[] smallest;

    CostScaling(int objectives) {
        this.ideal = new double[objectives];
        Arrays.fill(ideal, Double.POSITIVE_INFINITY);
        this.ranges = new double[objectives];
        this.smallest = new double[objectives];
        Arrays.fill(smallest, SMALLEST_RANGE);
    }

    /**
     * Learns.
     *
     * @param front costs of the points that no other one dominates
     * @param all costs of all points
     */
    void learn(List<double[]> front, List<double[]> all) {
        all.forEach(this::lowerIdeal);
        smallest = smallest(all);
        List<double[]> known = new ArrayList<>(extremes);
        known.addAll(front);
        double[] units = usable(ranges) ? ranges : worst(front);
        List<double[]> found = new ArrayList<>();
        for (int axis = 0; axis < ideal.length; axis++) {
            found.add(extreme(known, axis, units));
        }
        extremes = List.copyOf(found);
        double[] intercepts = intercepts();
        ranges = usable(intercepts) ? intercepts : worst(front);
        if (!usable(ranges)) {
            ranges = worst(all);
        }
    }

    /** A point from 0, the best so far, to about 1 at the ends of the front. */
    double[] scaled(double[] costs) {
        double[] scaled = new double[costs.length];
        Arrays.setAll(scaled, i -> (costs[i] - ideal[i]) / Math.max(ranges[i], smallest[i]));
        return scaled;
    }

    private double[] smallest(List<double[]> all) {
        return Arrays.stream(worst(all))
                .map(range -> range > 0 ? SMALLEST_RANGE * range : SMALLEST_RANGE)
                .toArray();
    }

    private void lowerIdeal(double[] costs) {
        for (int i = 0; i < ideal.length; i++) {
            ideal[i] = Math.min(ideal[i], costs[i]);
        }
    }

    /** The point that is worst on one axis and best on the others. */
    private double[] extreme(List<double[]> points, int axis, double[] units) {
        return Collections.min(
                points, Comparator.comparingDouble(point -> extremeness(point, axis, units)));
    }

    /** The largest of a point's costs, each in its unit; those off the axis weigh more. */
    private double extremeness(double[] point, int axis, double[] units) {
        double largest = 0;
        for (int i = 0; i < point.length; i++) {
            double off = (point[i] - ideal[i]) / Math.max(units[i], smallest[i]);
            largest = Math.max(largest, i == axis ? off : off * OFF_AXIS);
        }
        return largest;
    }

    /** Distances from the ideal point at which the plane meets the axes; NaN where it is none. */
    private double[] intercepts() {
        int objectives = ideal.length;
        double[][] rows = new double[objectives][objectives];
        for (int i = 0; i < objectives; i++) {
            for (int j = 0; j < objectives; j++) {
                rows[i][j] = extremes.get(i)[j] - ideal[j];
            }
        }
        double[] ones = new double[objectives];
        Arrays.fill(ones, 1);
        try {
            double[] normal =
                    new LUDecomposition(new Array2DRowRealMatrix(rows, false))
                            .getSolver()
                            .solve(new ArrayRealVector(ones, false))
                            .toArray();
            return Arrays.stream(normal).map(x -> 1 / x).toArray();
        } catch (SingularMatrixException e) {
            Arrays.fill(ones, Double.NaN);
            return ones;
        }
    }

    private boolean usable(double[] found) {
        return IntStream.range(0, found.length)
                .allMatch(i -> found[i] > smallest[i] && Double.isFinite(found[i]));
    }

    private double[] worst(List<double[]> points) {
        double[] worst = new double[ideal.length];
        Arrays.setAll(
                worst,
                i -> points.stream().mapToDouble(point -> point[i]).max().orElseThrow() - ideal[i]);
        return worst;
    }
}
