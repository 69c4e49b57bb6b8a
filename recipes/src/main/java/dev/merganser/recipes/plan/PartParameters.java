package dev.merganser.recipes.plan;

import dev.merganser.recipes.recipe.Parameters;

import java.util.List;

/**
 * The parameters of a part of a recipe.
 *
 * @param own those of each model that is merged
 * @param outer those for all of them, the innermost level first
 */
record PartParameters(List<Parameters> own, List<Parameters> outer) {

    PartParameters {
        own = List.copyOf(own);
        outer = List.copyOf(outer);
    }
}
