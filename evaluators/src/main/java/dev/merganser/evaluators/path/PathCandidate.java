package dev.merganser.evaluators.path;

import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.WeightSource;

import java.util.List;

/**
 * A path as it is run: which segments, with which weights. Models are names in a pool; they say
 * whose graph a step is of, while its weights may come from elsewhere, such as a merge.
 *
 * @param layers at least one, in the order in which they run
 * @param scaling what the scales of layers multiply
 */
public record PathCandidate(End stem, End head, List<Layer> layers, Scaling scaling) {

    public PathCandidate {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("A path needs at least one layer, found 0");
        }
    }

    /** A stem or a head. */
    public record End(String model, WeightSource weights) {}

    /**
     * A layer.
     *
     * @param index which of the model's layers, from 0
     * @param weights by the names that the model's graph has for this layer
     * @param scale finite; 1 runs the layer as it is
     */
    public record Layer(String model, int index, WeightSource weights, double scale) {}
}
