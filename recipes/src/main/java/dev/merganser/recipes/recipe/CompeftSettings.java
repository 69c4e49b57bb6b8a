package dev.merganser.recipes.recipe;

/**
 * How experts' task vectors are compressed before they are merged, by ComPEFT (arXiv:2311.13171).
 *
 * @param density share of the elements that is kept, above 0 and at most 1
 * @param alpha each kept element becomes this many standard deviations, with its sign; above 0
 */
public record CompeftSettings(double density, double alpha) {

    public CompeftSettings {
        if (!(density > 0 && density <= 1)) {
            throw new IllegalArgumentException(
                    "density must be above 0 and at most 1, found " + density);
        }
        if (!(alpha > 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException(
                    "alpha must be a finite number above 0, found " + alpha);
        }
    }
}
