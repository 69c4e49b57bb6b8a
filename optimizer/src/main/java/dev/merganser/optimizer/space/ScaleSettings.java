package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Scaling;

/**
 * By what the layers of a path may be scaled.
 *
 * @param encoding which genes there are
 * @param scaled what a scale multiplies
 * @param low the smallest scale
 * @param high the largest scale
 * @param step how far apart scales are; 1 is a whole number of steps
 */
public record ScaleSettings(
        ScaleEncoding encoding, Scaling scaled, double low, double high, double step) {

    /** No scales. */
    public static final ScaleSettings NONE = of(new ScaleEncoding.None());

    private static final double FARTHEST = 10;
    private static final double FINEST = 1e-4;

    public ScaleSettings {
        if (!(low >= -FARTHEST && low <= 1 && high >= 1 && high <= FARTHEST && low < high)) {
            throw new WrongUseException(
                    "scale must be a range [low, high] within -10 to 10 that has 1 in it, found [%s, %s]"
                            .formatted(low, high));
        }
        if (!(step >= FINEST && step <= 1 && Math.abs(1 / step - Math.rint(1 / step)) < 1e-6)) {
            throw new WrongUseException(
                    "scale_step must be 0.0001 to 1 and 1 a whole number of steps, such as 0.01 or 0.05, found %s"
                            .formatted(step));
        }
        if (ScaleGrid.steps(low, high, step) < 1) {
            throw new WrongUseException(
                    "scale must have two multiples of scale_step %s in it, found [%s, %s]"
                            .formatted(step, low, high));
        }
    }

    /** Scales of branches from 0.5 to 1.5 in hundredths. */
    public static ScaleSettings of(ScaleEncoding encoding) {
        return new ScaleSettings(encoding, Scaling.BRANCHES, 0.5, 1.5, 0.01);
    }

    /** The same with other scales. */
    public ScaleSettings between(double lowest, double highest, double newStep) {
        return new ScaleSettings(encoding, scaled, lowest, highest, newStep);
    }

    /** The same scales of something else. */
    public ScaleSettings of(Scaling newScaled) {
        return new ScaleSettings(encoding, newScaled, low, high, step);
    }
}
