package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

@Timeout(20)
class ScoringPoolTest {

    private static final Recipe RECIPE = Recipe.of("linear", List.of(ModelEntry.of("a")));

    /** Meets an error whatever it is asked. */
    private record Broken(int largestGroup) implements RecipeScorer {

        @Override
        public Evaluation score(Recipe recipe, Split split) {
            throw new StackOverflowError("too deep");
        }
    }

    @Test
    void anErrorFailsACandidateAndNobodyWaitsForEver() {
        assertFails(new Broken(1), 1);
    }

    @Test
    void anErrorOfAGroupFailsEachOfIt() {
        assertFails(new Broken(8), 5);
    }

    private static void assertFails(RecipeScorer scorer, int candidates) {
        try (var pool = new ScoringPool(scorer, 1)) {
            for (int id = 1; id <= candidates; id++) {
                pool.submit(CandidateId.of(id), RECIPE, Split.SEARCH);
            }
            List<Evaluation> evaluations = new ArrayList<>();
            while (pool.busy()) {
                pool.await().forEach(completion -> evaluations.add(completion.evaluation()));
            }
            assertThat(evaluations)
                    .hasSize(candidates)
                    .allSatisfy(
                            evaluation ->
                                    assertThat(((Evaluation.Failed) evaluation).reason())
                                            .isEqualTo(
                                                    "scoring broke off: java.lang.StackOverflowError: too deep"));
        }
    }
}
