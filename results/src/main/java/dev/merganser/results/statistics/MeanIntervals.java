package dev.merganser.results.statistics;

import dev.merganser.results.value.Estimate;
import dev.merganser.results.value.Interval;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * 95 % confidence intervals of means over items: Wilson's where every score is 0 or 1, else the
 * percentile bootstrap (Efron 1979, doi:10.1214/aos/1176344552). The same seed and items give the
 * same interval. Thread-safe; keeps the resamples of each number of items that it has seen.
 */
public final class MeanIntervals {
    private static final int RESAMPLES = 1000;

    private final long seed;
    private final Map<Integer, Resamples> resamples = new ConcurrentHashMap<>();

    private MeanIntervals(long seed) {
        this.seed = seed;
    }

    public static MeanIntervals withSeed(long seed) {
        return new MeanIntervals(seed);
    }

    /** The mean of scores, at least one and all finite, with its interval. */
    public Estimate mean(float[] scores) {
        double sum = sum(scores);
        return new Estimate(
                sum / scores.length,
                allZeroOrOne(scores)
                        ? Wilson.interval(Math.round(sum), scores.length)
                        : bootstrap(scores));
    }

    /** As {@link #mean}, of differences that have been taken already: always by the bootstrap. */
    public Estimate meanDifference(float[] differences) {
        return new Estimate(sum(differences) / differences.length, bootstrap(differences));
    }

    /**
     * The mean of {@code a − b}, scored on the same items, with the interval of the paired
     * bootstrap.
     */
    public Estimate difference(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "A paired difference needs the same items, found "
                            + a.length
                            + " and "
                            + b.length);
        }
        float[] differences = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = a[i] - b[i];
        }
        return meanDifference(differences);
    }

    private Interval bootstrap(float[] scores) {
        Resamples draws =
                resamples.computeIfAbsent(
                        scores.length, items -> Resamples.of(seed, "mean", items, RESAMPLES));
        return Percentiles.middle95(draws.means(scores));
    }

    private static double sum(float[] scores) {
        if (scores.length == 0) {
            throw new IllegalArgumentException("A mean needs at least one score");
        }
        double sum = 0;
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                throw new IllegalArgumentException("Scores must be finite, found " + score);
            }
            sum += score;
        }
        return sum;
    }

    private static boolean allZeroOrOne(float[] scores) {
        for (float score : scores) {
            if (score != 0 && score != 1) {
                return false;
            }
        }
        return true;
    }
}
