package dev.merganser.recipes.align;

import dev.merganser.recipes.recipe.SliceSource;

/**
 * Layers of a model of a recipe.
 *
 * @param model what the recipe calls it
 * @param from the first layer
 * @param to the layer after the last
 * @param place the key that says so, for messages
 */
public record LayerRange(String model, int from, int to, String place) {

    private static final int ALL = Integer.MAX_VALUE;

    /** All layers of a model, however many. */
    public static LayerRange all(String model) {
        return new LayerRange(model, 0, ALL, "");
    }

    public static LayerRange of(SliceSource source, String place) {
        return new LayerRange(source.model(), source.from(), source.to(), place);
    }

    /** How many layers these are. */
    int layers() {
        return to - from;
    }
}
