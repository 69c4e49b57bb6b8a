package dev.merganser.recipes.output;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.plan.LayerFactors;
import dev.merganser.recipes.recipe.Recipe;

/**
 * What is known of layer paths from the graphs of their models. Whoever can take graphs apart
 * implements it.
 */
public interface PathGraphs {

    /** Nothing is known of any. */
    PathGraphs NONE =
            new PathGraphs() {
                @Override
                public LayerFactors factors(Recipe recipe) {
                    throw LayerFactors.missing();
                }

                @Override
                public Graph graph(Recipe recipe) {
                    throw new WrongUseException(
                            "A layer path can be written as .onnx only where the models' graphs are known. Maybe write a folder or a .safetensors file.");
                }
            };

    /**
     * The factors of weights that do what the scales of a path would; see docs/data-flow.md.
     *
     * @param recipe a layer path that has scales
     * @throws WrongUseException where there are none, with the reason, or no graph is known
     */
    LayerFactors factors(Recipe recipe);

    /**
     * A path as one graph with its scales inside. Its weights are called and lie as those of the
     * plan; their values are of no account.
     *
     * @param recipe a layer path
     * @throws WrongUseException where no graph is known, or layers cannot follow each other
     */
    Graph graph(Recipe recipe);
}
