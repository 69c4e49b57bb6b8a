package dev.merganser.examples.embeddings.plain;

import java.util.Arrays;

/** Spearman's rank correlation; equal numbers share the mean of their ranks. */
final class RankCorrelation {

    private RankCorrelation() {}

    static double of(double[] a, double[] b) {
        double[] x = centredRanks(a);
        double[] y = centredRanks(b);
        return PlainEncoder.product(x, y)
                / Math.sqrt(PlainEncoder.product(x, x) * PlainEncoder.product(y, y));
    }

    /** How many numbers are smaller, less how many are larger. */
    private static double[] centredRanks(double[] values) {
        return Arrays.stream(values)
                .map(
                        value ->
                                Arrays.stream(values)
                                        .map(other -> Double.compare(value, other))
                                        .map(Math::signum)
                                        .sum())
                .toArray();
    }
}
