package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.Cost;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.value.LayerCalls;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class MergedModelScorerTest {

    private static final Recipe BASE = Recipe.of("passthrough", List.of(ModelEntry.of("base")));
    private static final Recipe OTHER = Recipe.of("passthrough", List.of(ModelEntry.of("a")));
    private static final Measure A = new Measure("a", "nll");
    private static final Measure MEAN = new Measure("a+b", "nll");
    private static final Measure FORGETTING = Cost.forgetting(A);

    private final Measurements ofBase = measured(1, 2);
    private final MergedModelScorer scorer =
            new MergedModelScorer(
                    new Meter(), List.of(MEAN), List.of(FORGETTING), BASE, _ -> false, _ -> 4);

    private static Measurements measured(float a, float b) {
        var all = new Measurements();
        all.add(A, new float[] {a, a});
        all.add(new Measure("b", "nll"), new float[] {b, b});
        return all;
    }

    private final class Meter implements RecipeMeter {

        @Override
        public List<Reading> measure(List<Recipe> group, Split split) {
            return group.stream().map(this::reading).toList();
        }

        private Reading reading(Recipe recipe) {
            return new Reading.Measured(
                    recipe.equals(BASE) ? ofBase : measured(4, 8),
                    Optional.of(new LayerCalls(5, 0)));
        }

        @Override
        public int largestGroup() {
            return 1;
        }
    }

    private Evaluation.Scored score(Recipe recipe) {
        return (Evaluation.Scored) scorer.score(recipe, Split.SEARCH);
    }

    @Test
    void theBaseForgetsNothingAndOthersAreComparedWithIt() {
        assertThat(score(OTHER).values()).containsEntry(FORGETTING, 3.0).containsEntry(MEAN, 6.0);
        assertThat(score(BASE).values()).containsEntry(FORGETTING, 0.0).containsEntry(MEAN, 1.5);
    }

    @Test
    void whatOtherThreadsCompareWithIsLeftAsItIs() {
        score(OTHER);
        int known = ofBase.values().size();
        assertThat(score(BASE).values()).containsKey(MEAN);
        assertThat(ofBase.values()).hasSize(known).doesNotContainKey(MEAN);
    }

    @Test
    void layersThatTheBaseRanCountOnce() {
        assertThat(score(BASE).layerCalls()).contains(new LayerCalls(5, 0));
        assertThat(score(BASE).layerCalls()).isEmpty();
    }
}
