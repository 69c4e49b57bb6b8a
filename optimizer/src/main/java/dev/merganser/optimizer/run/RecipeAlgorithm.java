package dev.merganser.optimizer.run;

import dev.merganser.optimizer.algorithm.Algorithm;
import dev.merganser.optimizer.algorithm.Outcome;
import dev.merganser.optimizer.algorithm.Proposal;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.journal.Event;

/**
 * An algorithm with what stands between it and recipes.
 *
 * @param genome makes recipes of the genes that it proposes
 * @param guards make costs of the values that it is told
 */
record RecipeAlgorithm(Algorithm algorithm, Genome genome, Guards guards) {

    Recipe recipe(Proposal proposal) {
        return genome.decode(proposal.genes());
    }

    Outcome outcome(Event.Scored scored) {
        return guards.outcome(scored);
    }
}
