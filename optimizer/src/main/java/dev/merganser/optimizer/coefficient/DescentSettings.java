package dev.merganser.optimizer.coefficient;

/**
 * How a loss is descended.
 *
 * @param steps at most, at least 1
 * @param rate of Adam; of Frank-Wolfe what its step 2 / (t + 2) is multiplied by; positive
 * @param decay of AdamW, at least 0: before each step every coefficient shrinks by rate · decay
 * @param clip a gradient that is longer is shortened to this; 0: never
 * @param regularization factor of the method's own regularizer, at least 0
 * @param every after how many steps the point is proposed as a candidate, at least 1
 * @param patience how many proposed points in a row may fail to lower the held-out loss; 0: any
 *     number
 */
public record DescentSettings(
        int steps,
        double rate,
        double decay,
        double clip,
        double regularization,
        int every,
        int patience) {

    public DescentSettings {
        require(steps >= 1, "steps", "at least 1", steps);
        require(rate > 0, "rate", "above 0", rate);
        require(decay >= 0, "decay", "at least 0", decay);
        require(clip >= 0, "clip", "at least 0", clip);
        require(regularization >= 0, "regularization", "at least 0", regularization);
        require(every >= 1, "every", "at least 1", every);
        require(patience >= 0, "patience", "at least 0", patience);
    }

    private static void require(boolean holds, String name, String range, double value) {
        if (!holds || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "%s must be %s, found %s".formatted(name, range, value));
        }
    }
}
