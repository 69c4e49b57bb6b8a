package dev.merganser.results.statistics;

import dev.merganser.results.value.Interval;

/**
 * The 95 % score interval of a proportion (Wilson 1927, doi:10.1080/01621459.1927.10502953); right
 * also for few items and near 0 and 1.
 */
public final class Wilson {
    /** The 97.5 % quantile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    private Wilson() {}

    public static Interval interval(long successes, long items) {
        if (successes < 0 || successes > items || items == 0) {
            throw new IllegalArgumentException(
                    "A proportion needs 0 <= successes <= items and items > 0, found "
                            + successes
                            + " of "
                            + items);
        }
        double share = (double) successes / items;
        double spread = Z * Z / items;
        double centre = (share + spread / 2) / (1 + spread);
        double half = Z / (1 + spread) * Math.sqrt((share * (1 - share) + spread / 4) / items);
        return new Interval(
                successes == 0 ? 0 : centre - half, successes == items ? 1 : centre + half);
    }
}
