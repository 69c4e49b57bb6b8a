package dev.merganser.optimizer.surrogate;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** How well surrogates foretell points that they were not fitted to, each point left out once. */
final class CrossValidation {

    /** From one that leaves little but the mean to almost none, which interpolates. */
    private static final double[] RIDGES = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8};

    private CrossValidation() {}

    /**
     * A surrogate with what it foretells.
     *
     * @param error the sum of squared errors on points left out
     * @param r2 1 − error / squared distance from the mean; below 0 is worse than the mean, not a
     *     number where all values are equal
     */
    record Choice(QuadraticSurrogate surrogate, Warp warp, double ridge, double error, double r2) {}

    /** The surrogate that foretells best; of equal ones the first warp and the largest ridge. */
    static Choice best(List<double[]> points, double[] values, List<Warp> warps) {
        @Nullable Choice best = null;
        for (Warp warp : warps) {
            var regression = new RidgeRegression(points, values, warp);
            double[] coefficients = regression.straightened(RIDGES[0]);
            for (double ridge : RIDGES) {
                coefficients = regression.solve(ridge, coefficients);
                double error = error(values, regression.leftOut(coefficients, ridge));
                if (best == null || error < best.error()) {
                    best =
                            new Choice(
                                    new QuadraticSurrogate(warp, coefficients),
                                    warp,
                                    ridge,
                                    error,
                                    r2(values, error));
                }
            }
        }
        return Objects.requireNonNull(best, "at least one warp");
    }

    private static double error(double[] values, double[] foretold) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (values[i] - foretold[i]) * (values[i] - foretold[i]);
        }
        return Double.isFinite(sum) ? sum : Double.MAX_VALUE;
    }

    private static double r2(double[] values, double error) {
        var summary = Arrays.stream(values).summaryStatistics();
        if (summary.getMin() == summary.getMax()) {
            return Double.NaN; // the mean of equal values may be rounded, so that they seem to vary
        }
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return variance > 0 ? 1 - error / variance : Double.NaN;
    }
}
