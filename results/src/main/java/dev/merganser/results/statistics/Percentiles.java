package dev.merganser.results.statistics;

import dev.merganser.results.value.Interval;

import java.util.Arrays;

/** The middle 95 % of a bootstrap distribution. */
final class Percentiles {
    private static final double TAIL = 0.025;

    private Percentiles() {}

    static Interval middle95(double[] values) {
        double[] rising = values.clone();
        Arrays.sort(rising);
        return new Interval(quantile(rising, TAIL), quantile(rising, 1 - TAIL));
    }

    /** Linear between order statistics (Hyndman and Fan's type 7). */
    private static double quantile(double[] rising, double share) {
        double position = share * (rising.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, rising.length - 1);
        return rising[below] + (position - below) * (rising[above] - rising[below]);
    }
}
