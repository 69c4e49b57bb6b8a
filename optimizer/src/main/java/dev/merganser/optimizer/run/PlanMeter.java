package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;
import java.util.Optional;

/** Measures merges of whole models, one by one. */
record PlanMeter(Merger merger, CandidateMeter meter) implements RecipeMeter {

    @Override
    public List<Reading> measure(List<Recipe> group, Split split) {
        return group.stream().map(recipe -> measure(recipe, split)).toList();
    }

    private Reading measure(Recipe recipe, Split split) {
        return Reading.of(
                () ->
                        new Reading.Measured(
                                meter.measure(merger.plan(recipe), split), Optional.empty()));
    }

    @Override
    public int largestGroup() {
        return 1;
    }
}
