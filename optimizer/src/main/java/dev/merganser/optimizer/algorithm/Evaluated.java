package dev.merganser.optimizer.algorithm;

import dev.merganser.optimizer.surrogate.FitPoints;
import dev.merganser.optimizer.surrogate.Importance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was evaluated of a space that surrogates are searched in.
 *
 * @param points of the unit cube that were scored
 * @param costs one a point
 * @param failed points that could not be scored
 */
record Evaluated(List<double[]> points, List<double[]> costs, List<double[]> failed) {

    private static final int FEWEST = 2;
    private static final double HALF = 0.5;

    /** Whether there is something to fit. */
    boolean canBeFitted() {
        return points.size() >= FEWEST;
    }

    /** All points. */
    List<double[]> tried() {
        return Stream.concat(points.stream(), failed.stream()).toList();
    }

    /** All, each as important as any other; what failed is as bad as the worst. */
    FitPoints alike() {
        return FitPoints.alike(tried(), costsWithFailed(worst(costs)));
    }

    /**
     * All, those behind the front less important; what failed is as important as the front, and as
     * bad as the worst that counts half.
     */
    FitPoints focused(CostFrame frame, double focus) {
        List<double[]> scaled = costs.stream().map(frame::scaled).toList();
        double[] scored = Importance.of(scaled, focus, points.getFirst().length);
        double[] importance = Arrays.copyOf(scored, scored.length + failed.size());
        Arrays.fill(importance, scored.length, importance.length, 1);
        List<double[]> important =
                IntStream.range(0, scored.length)
                        .filter(i -> scored[i] >= HALF)
                        .mapToObj(costs::get)
                        .toList();
        return new FitPoints(tried(), costsWithFailed(worst(important)), importance);
    }

    /** What failed counts as bad, so that no surrogate leads there again. */
    private List<double[]> costsWithFailed(double[] bad) {
        return Stream.concat(costs.stream(), failed.stream().map(_ -> bad)).toList();
    }

    /** The worst of each objective. */
    private static double[] worst(List<double[]> costs) {
        double[] worst = costs.getFirst().clone();
        costs.forEach(each -> Arrays.setAll(worst, i -> Math.max(worst[i], each[i])));
        return worst;
    }
}
