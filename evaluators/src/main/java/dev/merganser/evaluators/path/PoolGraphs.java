package dev.merganser.evaluators.path;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.output.PathGraphs;
import dev.merganser.recipes.plan.LayerFactors;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;

/**
 * What the graphs of a pool tell of the paths through it.
 *
 * @param pool with the models as the recipes call them
 */
public record PoolGraphs(LayerPool pool) implements PathGraphs {

    @Override
    public LayerFactors factors(Recipe recipe) {
        return switch (ScaleFolding.of(pool, path(recipe))) {
            case ScaleFolding.Folded(LayerFactors factors) -> factors;
            case ScaleFolding.Refused(String reason) ->
                    throw new WrongUseException(
                            "Recipe: the scales of a layer_path must go into weights to be written as a checkpoint, but %s. Maybe write an .onnx file, in which they stand as they are."
                                    .formatted(reason));
        };
    }

    @Override
    public Graph graph(Recipe recipe) {
        return PathGraph.of(pool, path(recipe));
    }

    private static LayerPath path(Recipe recipe) {
        if (recipe.composition() instanceof LayerPath path) {
            return path;
        }
        throw new IllegalArgumentException("Only a layer path goes through a pool");
    }
}
