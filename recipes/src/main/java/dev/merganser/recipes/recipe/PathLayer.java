package dev.merganser.recipes.recipe;

/**
 * One layer of a path.
 *
 * @param model a model, or the name of a merge of the path
 * @param layer which of its layers, from 0
 * @param scale finite as a float32, and 0 as one only where it is 0; 1 leaves the layer as it is
 */
public record PathLayer(String model, int layer, double scale) {

    /** What no layer's number exceeds. */
    static final int MOST_LAYERS = 1_000_000;

    public PathLayer {
        if (!(layer >= 0 && layer <= MOST_LAYERS)) {
            throw new IllegalArgumentException(
                    "A layer must be 0 to %d, found %d".formatted(MOST_LAYERS, layer));
        }
        if (!isScale(scale)) {
            throw new IllegalArgumentException("A scale must be a float32, found " + scale);
        }
        scale += 0.0; // minus zero is zero
    }

    /** A layer as it is. */
    public static PathLayer of(String model, int layer) {
        return new PathLayer(model, layer, 1);
    }

    /**
     * Whether a number is still a finite one, and not 0 for another, when it is rounded to float32.
     */
    static boolean isScale(double value) {
        float rounded = (float) value;
        return Float.isFinite(rounded) && (rounded != 0 || value == 0);
    }

    public boolean isScaled() {
        return scale != 1;
    }

    /** Whether it comes next in the same model, with the same scale. */
    public boolean follows(PathLayer before) {
        return model.equals(before.model) && layer == before.layer + 1 && scale == before.scale;
    }
}
