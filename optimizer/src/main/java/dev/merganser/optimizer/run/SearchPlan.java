package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.ConstraintSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;

/**
 * What a search engine does, free of files and sessions.
 *
 * @param baselines what the search is measured against, of the base model and the experts
 * @param starts recipes to begin from, besides the baselines
 * @param evaluations the budget
 * @param closingSplits what the front is scored on at the end
 */
record SearchPlan(
        List<ConstraintSettings> constraints,
        Genome genome,
        AlgorithmChoice algorithm,
        BaselineRecipes baselines,
        List<Recipe> starts,
        int evaluations,
        List<Split> closingSplits) {

    SearchPlan {
        constraints = List.copyOf(constraints);
        starts = List.copyOf(starts);
        closingSplits = List.copyOf(closingSplits);
    }
}
