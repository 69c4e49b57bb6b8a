package dev.merganser.optimizer.surrogate;

import java.util.Arrays;
import java.util.List;

/**
 * What surrogates are fitted to.
 *
 * @param points genes in [0, 1], at least one point
 * @param costs [points][objectives]
 * @param importance how much the squared error at each point counts, above 0 and at most 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FitPoints(List<double[]> points, List<double[]> costs, double[] importance) {

    /** Points that all count alike. */
    public static FitPoints alike(List<double[]> points, List<double[]> costs) {
        double[] ones = new double[points.size()];
        Arrays.fill(ones, 1);
        return new FitPoints(points, costs, ones);
    }

    /** The costs of one objective. */
    double[] costs(int objective) {
        return costs.stream().mapToDouble(each -> each[objective]).toArray();
    }
}
