package dev.merganser.recipes.align;

import java.util.List;

/**
 * A stack of layers that the merged model has otherwise than the model it takes its configuration
 * from.
 *
 * @param stack what stands before the layers' numbers
 * @param before how many layers that model has
 * @param origins for each layer of the merged model the one that it is like
 */
public record LayerChange(String stack, int before, List<Integer> origins) {

    public LayerChange {
        origins = List.copyOf(origins);
    }

    /** How many layers the merged model has. */
    public int layers() {
        return origins.size();
    }
}
