package dev.merganser.optimizer.algorithm;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.SingularMatrixException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * NSGA-III's normalization of costs: from the best value of each objective so far to where the
 * plane through the extreme points of the front meets its axis. Learns from each front it is shown.
 */
final class CostScaling {

    /** Weight of the other objectives in the search for extreme points. */
    private static final double OFF_AXIS = 1e6;

    /**
     * What counts as 0 in that search, as a share of the range of the front. Without it a point far
     * out on an axis, and on it to the last bit, stays the extreme of that axis for good.
     */
    private static final double ON_AXIS = 1e-3;

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
        double[] onAxis = Arrays.stream(worst(front)).map(range -> ON_AXIS * range).toArray();
        List<double[]> found = new ArrayList<>();
        for (int axis = 0; axis < ideal.length; axis++) {
            found.add(extreme(known, axis, onAxis));
        }
        extremes = List.copyOf(found);
        ranges = usable(intercepts()) ? intercepts() : worst(front);
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
    private double[] extreme(List<double[]> points, int axis, double[] onAxis) {
        double[] extreme = points.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (double[] point : points) {
            double value = extremeness(point, axis, onAxis);
            if (value < least) {
                least = value;
                extreme = point;
            }
        }
        return extreme;
    }

    private double extremeness(double[] point, int axis, double[] onAxis) {
        double value = point[axis] - ideal[axis];
        for (int i = 0; i < point.length; i++) {
            double off = point[i] - ideal[i];
            if (i != axis && off > onAxis[i]) {
                value = Math.max(value, off * OFF_AXIS);
            }
        }
        return value;
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
