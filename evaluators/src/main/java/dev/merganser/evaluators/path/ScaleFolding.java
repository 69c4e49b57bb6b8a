package dev.merganser.evaluators.path;

import dev.merganser.recipes.recipe.Composition.LayerPath;

import java.util.Map;

/**
 * The scales of a path as factors of weights, see docs/data-flow.md: a scale of branches multiplies
 * what they end in; with scales of inputs, the branches of a layer are divided by the product of
 * all scales up to its own, which needs pre-norm layers, positive scales and a head that begins
 * with a norm. The latter is exact but for the epsilon of the norms.
 */
public sealed interface ScaleFolding {

    /**
     * Factors that do what the scales do.
     *
     * @param factors of weights by their names within the layer, such as {@code
     *     mlp.down_proj.weight}, by position in the path from 0; what stays as it is has none
     */
    record Folded(Map<Integer, Map<String, Double>> factors) implements ScaleFolding {
        public Folded {
            factors = Map.copyOf(factors);
        }
    }

    /**
     * The scales stay scales.
     *
     * @param reason without an end, as the second half of a sentence
     */
    record Refused(String reason) implements ScaleFolding {}

    /** Folds the scales of a path; layers of its merges are those of the pool's base. */
    static ScaleFolding of(LayerPool pool, LayerPath path) {
        return new ScaleFolder(pool, path).fold();
    }
}
