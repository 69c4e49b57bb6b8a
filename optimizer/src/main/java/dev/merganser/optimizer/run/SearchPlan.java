package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.BaselineChoice;
import dev.merganser.optimizer.settings.ConstraintSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;

/**
 * What a search engine does, free of files and sessions.
 *
 * @param base alias of the base model
 * @param experts aliases of the experts that go into merges
 * @param singles aliases of all experts that are scored alone
 * @param starts recipes to begin from, besides the baselines
 * @param baselines what the search is measured against
 * @param evaluations the budget
 * @param closingSplits what the front is scored on at the end
 */
record SearchPlan(
        List<ConstraintSettings> constraints,
        Genome genome,
        AlgorithmChoice algorithm,
        String base,
        List<String> experts,
        List<String> singles,
        List<Recipe> starts,
        BaselineChoice baselines,
        int evaluations,
        List<Split> closingSplits) {

    SearchPlan {
        constraints = List.copyOf(constraints);
        experts = List.copyOf(experts);
        singles = List.copyOf(singles);
        starts = List.copyOf(starts);
        closingSplits = List.copyOf(closingSplits);
    }
}
