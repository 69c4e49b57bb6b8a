package dev.merganser.recipes.recipe;

/**
 * One layer of a path.
 *
 * @param model a model, or the name of a merge of the path
 * @param layer which of its layers, from 0
 * @param scale finite; 1 leaves the layer as it is
 */
public record PathLayer(String model, int layer, double scale) {

    /** What no layer's number exceeds. */
    static final int MOST_LAYERS = 1_000_000;

    public PathLayer {
        if (!(layer >= 0 && layer <= MOST_LAYERS)) {
            throw new IllegalArgumentException(
                    "A layer must be 0 to %d, found %d".formatted(MOST_LAYERS, layer));
        }
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("A scale must be finite, found " + scale);
        }
        scale += 0.0; // minus zero is zero
    }

    /** A layer as it is. */
    public static PathLayer of(String model, int layer) {
        return new PathLayer(model, layer, 1);
    }

    public boolean isScaled() {
        return scale != 1;
    }
}
