package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;

/**
 * Carries out recipes and scores the merged models. Safe for use by as many threads as there are
 * runners.
 */
@FunctionalInterface
public interface RecipeScorer {

    /** Scores a recipe on a split; whatever goes wrong with this recipe alone is a value. */
    Evaluation score(Recipe recipe, Split split);

    /** Scores recipes as if one by one, maybe with less work; in their order. */
    default List<Evaluation> scoreGroup(List<Recipe> group, Split split) {
        return group.stream().map(recipe -> score(recipe, split)).toList();
    }

    /** How many recipes may go into one group: 1 where groups save nothing. */
    default int largestGroup() {
        return 1;
    }
}
