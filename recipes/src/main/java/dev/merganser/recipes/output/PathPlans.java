package dev.merganser.recipes.output;

import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Recipe;

import java.nio.file.Path;

/** Plans for outputs: the scales of a layer path go into the graph, or into the weights. */
public final class PathPlans {

    private PathPlans() {}

    /**
     * Plans a recipe for an output of its kind.
     *
     * @throws dev.merganser.recipes.error.WrongUseException also where the scales of a path cannot
     *     be folded, with the reason
     */
    public static MergePlan plan(Merger merger, Recipe recipe, Path out, MergeOutput output) {
        boolean scaled = recipe.composition() instanceof LayerPath path && path.isScaled();
        if (!scaled) {
            return merger.plan(recipe);
        }
        return OutputPlace.isOnnx(out)
                ? merger.planUnscaled(recipe)
                : merger.plan(recipe, output.paths().factors(recipe));
    }
}
