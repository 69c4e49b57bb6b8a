package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.Recipe;

/**
 * Carries out recipes and scores the merged models. Safe for use by as many threads as there are
 * runners.
 */
@FunctionalInterface
public interface RecipeScorer {

    /** Scores a recipe on a split; whatever goes wrong with this recipe alone is a value. */
    Evaluation score(Recipe recipe, Split split);
}
