package dev.merganser.results.front;

import dev.merganser.results.value.InOrder;
import dev.merganser.results.value.Objective;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The frame in which a run's hypervolume is computed: costs are scaled by each objective's range
 * over the baselines, and the reference point is the worst baseline plus 10 % of that range. Frozen
 * when the baselines are scored.
 *
 * @param objectives of the run, in order
 * @param point by objective name, in natural units
 * @param ranges of the baselines by objective name, greater than 0
 */
public record ReferencePoint(
        List<Objective> objectives, Map<String, Double> point, Map<String, Double> ranges) {
    private static final double MARGIN = 0.1;

    public ReferencePoint {
        objectives = List.copyOf(objectives);
        point = InOrder.copyOf(point);
        ranges = InOrder.copyOf(ranges);
        for (Objective objective : objectives) {
            requirePositive(objective.name(), ranges.getOrDefault(objective.name(), Double.NaN));
            objective.cost(point.getOrDefault(objective.name(), Double.NaN));
        }
    }

    private static void requirePositive(String name, double range) {
        if (!(range > 0)) {
            throw new IllegalArgumentException(
                    "The range of objective '" + name + "' must be > 0, found " + range);
        }
    }

    /**
     * The frame that baselines set. Where all have one value, the range is max(1, |value|).
     *
     * @param baselines at least one; values by objective name, in natural units
     */
    public static ReferencePoint of(
            List<Objective> objectives, Collection<Map<String, Double>> baselines) {
        if (baselines.isEmpty()) {
            throw new IllegalArgumentException("A reference point needs at least one baseline");
        }
        var point = new LinkedHashMap<String, Double>();
        var ranges = new LinkedHashMap<String, Double>();
        for (Objective objective : objectives) {
            double[] costs =
                    baselines.stream().mapToDouble(values -> cost(objective, values)).toArray();
            double worst = Arrays.stream(costs).max().orElseThrow();
            double range = range(worst, Arrays.stream(costs).min().orElseThrow());
            point.put(objective.name(), objective.cost(worst + MARGIN * range));
            ranges.put(objective.name(), range);
        }
        return new ReferencePoint(objectives, point, ranges);
    }

    private static double range(double worst, double best) {
        return worst > best ? worst - best : Math.max(1, Math.abs(worst));
    }

    private static double cost(Objective objective, Map<String, Double> values) {
        return objective.cost(values.getOrDefault(objective.name(), Double.NaN));
    }

    /** Costs of all objectives, in order, from values in natural units. */
    public List<Double> costs(Map<String, Double> values) {
        return objectives.stream().map(objective -> cost(objective, values)).toList();
    }

    /** Hypervolume of points given by their costs; beyond six objectives an estimate. */
    public double hypervolume(Collection<List<Double>> costs) {
        double[][] scaled = costs.stream().map(this::scaled).toArray(double[][]::new);
        return FrontVolume.of(scaled, new double[objectives.size()]);
    }

    /** Costs as distances from the reference point in units of the ranges; below 0 is better. */
    public double[] scaled(List<Double> costs) {
        return scaled(costs.stream().mapToDouble(cost -> cost).toArray());
    }

    /** The same for an array, which is not changed. */
    public double[] scaled(double[] costs) {
        double[] scaled = new double[costs.length];
        for (int i = 0; i < scaled.length; i++) {
            Objective objective = objectives.get(i);
            double reference = cost(objective, point);
            scaled[i] = (costs[i] - reference) / ranges.getOrDefault(objective.name(), Double.NaN);
        }
        return scaled;
    }
}
