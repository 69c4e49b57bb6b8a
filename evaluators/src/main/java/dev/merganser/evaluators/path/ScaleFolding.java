package dev.merganser.evaluators.path;

import dev.merganser.recipes.plan.LayerFactors;
import dev.merganser.recipes.recipe.Composition.LayerPath;

/**
 * The scales of a path as factors of weights, see docs/data-flow.md: a scale of branches multiplies
 * what they end in; with scales of inputs, the branches of a layer are divided by the product of
 * all scales up to its own, which needs pre-norm layers, positive scales and a head that begins
 * with a norm. The latter is exact but for the epsilon of the norms. What norm that is (LayerNorm,
 * RMSNorm), and what the stem does to its embeddings, such as Gemma's multiplying them, is of no
 * account: the scales begin behind the stem.
 */
public sealed interface ScaleFolding {

    /** Factors of weights that do what the scales do; what stays as it is has none. */
    record Folded(LayerFactors factors) implements ScaleFolding {}

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
