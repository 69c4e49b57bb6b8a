package dev.merganser.optimizer.space;

import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Optional;

/**
 * Knows how genes become recipes and back. Every gene vector in the unit cube is a valid recipe;
 * {@code decode(encode(recipe))} is the recipe. Immutable.
 */
public interface Genome {

    /** How many genes there are, at least 1. */
    int size();

    /**
     * The recipe of a gene vector; genes without effect leave no trace in it.
     *
     * @param genes {@link #size()} values in [0, 1]
     */
    Recipe decode(List<Double> genes);

    /** The genes of a recipe; empty where this space cannot express it. */
    Optional<List<Double>> encode(Recipe recipe);

    /**
     * The genes of a recipe, or else of the nearest one to start from; empty where there is none.
     */
    default Optional<List<Double>> start(Recipe recipe) {
        return encode(recipe);
    }
}
