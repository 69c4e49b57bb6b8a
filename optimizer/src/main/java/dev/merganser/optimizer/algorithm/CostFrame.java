package dev.merganser.optimizer.algorithm;

import dev.merganser.results.front.FrontVolume;

import java.util.Arrays;
import java.util.List;

/**
 * Where costs are measured from, and in what units: scaled costs are distances from the reference,
 * below 0 where they are better.
 */
final class CostFrame {

    private static final double MARGIN = 0.1;

    private final double[] reference;
    private final double[] ranges;

    private CostFrame(double[] reference, double[] ranges) {
        this.reference = reference;
        this.ranges = ranges;
    }

    /** The frame of a run; where it has none, a little beyond the worst of some costs. */
    static CostFrame of(AlgorithmSettings settings, List<double[]> costs) {
        return settings.evidence()
                .reference()
                .map(given -> new CostFrame(Doubles.array(given), Doubles.array(settings.ranges())))
                .orElseGet(() -> around(costs));
    }

    private static CostFrame around(List<double[]> costs) {
        double[] reference = new double[costs.getFirst().length];
        double[] ranges = new double[reference.length];
        for (int i = 0; i < reference.length; i++) {
            int objective = i;
            var all = costs.stream().mapToDouble(each -> each[objective]).summaryStatistics();
            double range = all.getMax() - all.getMin();
            ranges[i] = range > 0 ? range : Math.max(1, Math.abs(all.getMax()));
            reference[i] = all.getMax() + MARGIN * ranges[i];
        }
        return new CostFrame(reference, ranges);
    }

    double[] scaled(double[] costs) {
        double[] scaled = new double[costs.length];
        Arrays.setAll(scaled, i -> (costs[i] - reference[i]) / ranges[i]);
        return scaled;
    }

    /** The hypervolume of costs; an estimate where they are of many objectives. */
    double volume(List<double[]> costs) {
        return FrontVolume.of(costs.stream().map(this::scaled).toArray(double[][]::new), origin());
    }

    /** The scaled reference. */
    double[] origin() {
        return new double[reference.length];
    }
}
