package dev.merganser.results.statistics;

import dev.merganser.results.value.Interval;

import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/** The middle 95 % of a bootstrap distribution. */
final class Percentiles {
    private static final double TAIL_PERCENT = 2.5;

    private Percentiles() {}

    /** Linear between order statistics (Hyndman and Fan's type 7). */
    static Interval middle95(double[] values) {
        var percentile = new Percentile().withEstimationType(EstimationType.R_7);
        percentile.setData(values);
        return new Interval(
                percentile.evaluate(TAIL_PERCENT), percentile.evaluate(100 - TAIL_PERCENT));
    }
}
