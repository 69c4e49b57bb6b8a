package dev.merganser.optimizer.surrogate;

import java.util.Optional;

/**
 * How the front of surrogates is searched and evaluated.
 *
 * @param warp of all metrics; by default for each metric the one that foretells best
 * @param leverage cost, in ranges of an objective, of leverage twice the largest of the fit
 * @param focus how far behind the front, in ranges, a point counts half in a fit, or further where
 *     too few would count; 0: all count alike
 * @param batch how many points of the front are evaluated before the next fit
 * @param patience rounds without a larger hypervolume before the search ends
 */
public record FrontSettings(
        Optional<Warp> warp, double leverage, double focus, int batch, int patience) {

    /** Rounds of five near what is known, as plain MAP has them. */
    public static final FrontSettings DEFAULT =
            new FrontSettings(Optional.empty(), 0.5, 0.03, 5, 4);

    /** The whole range of the space, however far from what is known, by all points alike. */
    public static final FrontSettings PUBLISHED = new FrontSettings(Optional.empty(), 0, 0, 10, 1);

    public FrontSettings {
        if (batch < 1 || patience < 1) {
            throw new IllegalArgumentException(
                    "batch and patience must be at least 1, found %d and %d"
                            .formatted(batch, patience));
        }
        requireNotNegative("leverage", leverage);
        requireNotNegative("focus", focus);
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " must be at least 0, found " + value);
        }
    }

    /** The same with so many rounds without a larger hypervolume before the end. */
    public FrontSettings withPatience(int rounds) {
        return new FrontSettings(warp, leverage, focus, batch, rounds);
    }
}
