package dev.merganser.results.statistics;

import dev.merganser.results.value.Interval;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/**
 * The 95 % score interval of a proportion (Wilson 1927, doi:10.1080/01621459.1927.10502953); right
 * also for few items and near 0 and 1.
 */
public final class Wilson {
    private static final double CONFIDENCE = 0.95;

    private Wilson() {}

    public static Interval interval(long successes, long items) {
        if (successes < 0 || successes > items || items == 0 || items > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "A proportion needs 0 <= successes <= items and items > 0, found "
                            + successes
                            + " of "
                            + items);
        }
        ConfidenceInterval found =
                new WilsonScoreInterval().createInterval((int) items, (int) successes, CONFIDENCE);
        return new Interval(
                successes == 0 ? 0 : found.getLowerBound(),
                successes == items ? 1 : found.getUpperBound());
    }
}
