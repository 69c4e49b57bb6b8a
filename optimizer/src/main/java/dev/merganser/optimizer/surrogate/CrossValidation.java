package dev.merganser.optimizer.surrogate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How well surrogates foretell points that they were not fitted to. */
final class CrossValidation {

    /** From almost none, which interpolates, to one that leaves little but the mean. */
    private static final double[] RIDGES = {1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 1e-1};

    private static final int FOLDS = 8;

    private CrossValidation() {}

    /**
     * A ridge with the share of the metric's variance that it foretells.
     *
     * @param r2 1 − squared error on points left out / squared distance from the mean; below 0 is
     *     worse than the mean
     */
    record Choice(double ridge, double r2) {}

    /** The ridge that foretells best; of equal ones the smallest. */
    static Choice ridge(List<double[]> points, double[] values, Warp warp) {
        Choice best = new Choice(RIDGES[0], Double.NEGATIVE_INFINITY);
        for (double ridge : RIDGES) {
            double r2 = r2(points, values, warp, ridge);
            if (r2 > best.r2()) {
                best = new Choice(ridge, r2);
            }
        }
        return best;
    }

    /** R² over folds of every so many-th point; not a number where all values are equal. */
    static double r2(List<double[]> points, double[] values, Warp warp, double ridge) {
        int folds = Math.min(FOLDS, points.size());
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double error = 0;
        double variance = 0;
        for (int fold = 0; fold < folds; fold++) {
            QuadraticSurrogate fitted = without(fold, folds, points, values, warp, ridge);
            for (int i = fold; i < values.length; i += folds) {
                double off = fitted.at(points.get(i)) - values[i];
                error += off * off;
                variance += (values[i] - mean) * (values[i] - mean);
            }
        }
        return 1 - error / variance;
    }

    private static QuadraticSurrogate without(
            int fold, int folds, List<double[]> points, double[] values, Warp warp, double ridge) {
        List<double[]> kept = new ArrayList<>();
        List<Double> keptValues = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (i % folds != fold) {
                kept.add(points.get(i));
                keptValues.add(values[i]);
            }
        }
        return QuadraticSurrogate.fit(
                kept, keptValues.stream().mapToDouble(Double::doubleValue).toArray(), warp, ridge);
    }
}
