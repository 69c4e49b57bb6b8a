package dev.merganser.optimizer.surrogate;

import java.util.OptionalInt;

/**
 * How Bayesian MAP searches: more points in the directions where the fit is poor.
 *
 * @param sampling the points that are evaluated first
 * @param update how many points are added at a time
 * @param iterations how often
 * @param cells how it is decided where
 * @param radius how far from the base model they lie
 * @param front in the end, by all points
 */
public record BayesianMapSettings(
        Sampling sampling,
        int update,
        int iterations,
        CellSettings cells,
        Radius radius,
        FrontSettings front)
        implements MapForm {

    /**
     * How far new points lie from the base model, drawn evenly.
     *
     * @param low at least 0
     * @param high above low, up to {@link #highest}
     * @param relative whether 1 is the edge of the space in that direction; otherwise it is the
     *     length of the vector of weights, and points are moved into the space
     */
    public record Radius(double low, double high, boolean relative) {
        private static final double LONGEST = 1.5;

        public Radius {
            if (!(low >= 0 && low < high && high <= highest(relative))) {
                throw new IllegalArgumentException(
                        "radius must be from at least 0 to more, up to %s, found [%s, %s]"
                                .formatted(highest(relative), low, high));
            }
        }

        /** The longest radius: the edge, or where published radii are clipped. */
        public static double highest(boolean relative) {
            return relative ? 1 : LONGEST;
        }
    }

    /** Where a run sets nothing. */
    public static final BayesianMapSettings DEFAULT =
            new BayesianMapSettings(
                    new Sampling(Sampling.Design.D_OPTIMAL, OptionalInt.empty(), 0),
                    4,
                    3,
                    CellSettings.DEFAULT,
                    new Radius(0.2, 1, true),
                    FrontSettings.DEFAULT);

    /** Of the published program. */
    public static final BayesianMapSettings PUBLISHED =
            new BayesianMapSettings(
                    new Sampling(Sampling.Design.PUBLISHED, OptionalInt.of(15), 0),
                    3,
                    2,
                    CellSettings.PUBLISHED,
                    new Radius(0.2, 0.8, false),
                    FrontSettings.PUBLISHED);

    public BayesianMapSettings {
        if (update < 1 || iterations < 1) {
            throw new IllegalArgumentException(
                    "update and iterations must be at least 1, found %d and %d"
                            .formatted(update, iterations));
        }
    }
}
