package dev.merganser.optimizer.surrogate;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/** How well surrogates foretell points that they were not fitted to, each point left out once. */
final class CrossValidation {

    /** From one that leaves little but the mean to almost none, which interpolates. */
    private static final double[] RIDGES = {1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8};

    private CrossValidation() {}

    /**
     * A surrogate with what it foretells.
     *
     * @param error the sum of squared errors on points left out, each by its importance
     * @param r2 1 − error / squared distance from the mean, by importance too; below 0 is worse
     *     than the mean, not a number where all values are equal
     */
    record Choice(QuadraticSurrogate surrogate, Warp warp, double ridge, double error, double r2) {}

    /** The surrogate that foretells best; of equal ones the first warp and the largest ridge. */
    static Choice best(
            List<double[]> points, double[] values, double[] importance, List<Warp> warps) {
        @Nullable Choice best = null;
        for (Warp warp : warps) {
            var regression = new RidgeRegression(points, values, importance, warp);
            double[] coefficients = regression.straightened(RIDGES[0]);
            for (double ridge : RIDGES) {
                coefficients = regression.solve(ridge, coefficients);
                double[] foretold = regression.leftOut(coefficients, ridge);
                double error = squares(values, i -> foretold[i], importance);
                if (best == null || error < best.error()) {
                    best =
                            new Choice(
                                    new QuadraticSurrogate(warp, coefficients),
                                    warp,
                                    ridge,
                                    error,
                                    r2(values, importance, error));
                }
            }
        }
        return Objects.requireNonNull(best, "at least one warp");
    }

    /** Squared distances of values from what is foretold, each by its importance. */
    private static double squares(
            double[] values, IntToDoubleFunction foretold, double[] importance) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double off = values[i] - foretold.applyAsDouble(i);
            sum += importance[i] * off * off;
        }
        return Double.isFinite(sum) ? sum : Double.MAX_VALUE;
    }

    private static double r2(double[] values, double[] importance, double error) {
        var summary = Arrays.stream(values).summaryStatistics();
        if (summary.getMin() == summary.getMax()) {
            return Double.NaN; // the mean of equal values may be rounded, so that they seem to vary
        }
        double mean = mean(values, importance);
        double variance = squares(values, _ -> mean, importance);
        return variance > 0 ? 1 - error / variance : Double.NaN;
    }

    private static double mean(double[] values, double[] importance) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += importance[i] * values[i];
        }
        return sum / Arrays.stream(importance).sum();
    }
}
