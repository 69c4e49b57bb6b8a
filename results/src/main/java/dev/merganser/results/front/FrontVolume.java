package dev.merganser.results.front;

import dev.merganser.results.indicator.SampledHypervolume;

import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Hypervolumes of any number of objectives: {@link Hypervolume exact} up to six, {@link
 * SampledHypervolume sampled} beyond, where the exact ones of large fronts take too long. Sampled
 * ones come of {@value #SAMPLES} points by the seed {@value #SEED}, so that the same front has the
 * same volume in every run.
 */
public final class FrontVolume {

    static final long SAMPLES = 100_000;
    static final long SEED = 1;

    private FrontVolume() {}

    /** Whether volumes of so many objectives are estimates. */
    public static boolean isSampled(int objectives) {
        return objectives > SampledHypervolume.EXACT_OBJECTIVES;
    }

    /** How volumes of so many objectives are estimated, for people; empty where they are exact. */
    public static Optional<String> words(int objectives) {
        return isSampled(objectives)
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "estimated from %,d random points by seed %d",
                                SAMPLES,
                                SEED))
                : Optional.empty();
    }

    /**
     * The hypervolume of points.
     *
     * @param costs [points][objectives], finite; not changed
     * @param reference [objectives], finite
     */
    public static double of(double[][] costs, double[] reference) {
        return isSampled(reference.length)
                ? SampledHypervolume.of(costs, reference, SAMPLES, SEED).volume()
                : Hypervolume.of(costs, reference);
    }

    /**
     * What gives the hypervolumes of parts of a set so that they can be subtracted: where they are
     * estimates, from the same points.
     *
     * @param all [points][objectives], finite; every part is of these
     * @param reference [objectives], finite
     * @param samples how many points where they are estimates
     */
    public static ToDoubleFunction<double[][]> ofParts(
            double[][] all, double[] reference, long samples) {
        if (!isSampled(reference.length)) {
            return part -> Hypervolume.of(part, reference);
        }
        double[] corner = SampledHypervolume.corner(all, reference);
        return part -> SampledHypervolume.within(corner, part, reference, samples, SEED).volume();
    }
}
