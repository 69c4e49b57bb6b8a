package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.Recipe;

import java.util.List;

/** Measures what recipes make. Safe for use by as many threads as there are runners. */
interface RecipeMeter {

    /** Measures recipes on a split, in their order; what goes wrong with one alone is a reading. */
    List<Reading> measure(List<Recipe> group, Split split);

    /** How many recipes may go into one group: 1 where groups save nothing. */
    int largestGroup();
}
