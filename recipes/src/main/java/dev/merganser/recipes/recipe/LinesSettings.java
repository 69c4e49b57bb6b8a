package dev.merganser.recipes.recipe;

/**
 * How far the merged task vector goes in each layer, by LiNeS (arXiv:2410.17146): layer l of L is
 * scaled by {@code alpha} + {@code beta} · l / (L − 1), all outside the layers by {@code alpha}.
 *
 * @param alpha finite
 * @param beta finite
 */
public record LinesSettings(double alpha, double beta) {

    public LinesSettings {
        requireFinite("alpha", alpha);
        requireFinite("beta", beta);
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "%s must be a finite number, found %s".formatted(name, value));
        }
    }

    /** The factor for a layer that stands at {@code position}, from 0 to 1. */
    public double scale(double position) {
        return alpha + beta * position;
    }
}
