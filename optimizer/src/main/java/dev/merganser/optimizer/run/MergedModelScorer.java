package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.Scorer;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.Recipe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Merges in memory and runs the merged model: nothing is written to disk for a candidate, and the
 * weights are those that an export would hold.
 */
final class MergedModelScorer implements RecipeScorer {

    private final Merger merger;
    private final Scorer scorer;
    private final Set<Measure> measures;

    MergedModelScorer(Merger merger, Scorer scorer, Set<Measure> measures) {
        this.merger = merger;
        this.scorer = scorer;
        this.measures = Set.copyOf(measures);
    }

    @Override
    public Evaluation score(Recipe recipe, Split split) {
        long start = System.nanoTime();
        try {
            Map<Measure, float[]> scores = scorer.score(merger.plan(recipe), split, measures);
            return evaluation(scores, split, millisSince(start));
        } catch (BadDataException | WrongUseException e) {
            return new Evaluation.Failed(String.valueOf(e.getMessage()), millisSince(start));
        }
    }

    private Evaluation evaluation(Map<Measure, float[]> scores, Split split, long millis) {
        Optional<Measure> broken = firstNotFinite(scores);
        if (broken.isPresent()) {
            return new Evaluation.Failed(
                    "the scores of %s must be finite, found NaN or infinity. Maybe the merged weights are too large."
                            .formatted(broken.get().key()),
                    millis);
        }
        Map<Measure, Double> values = new HashMap<>();
        scores.forEach((m, items) -> values.put(m, Metric.value(items)));
        return new Evaluation.Scored(values, scores, items(split), millis);
    }

    private static Optional<Measure> firstNotFinite(Map<Measure, float[]> scores) {
        for (var entry : scores.entrySet()) {
            for (float score : entry.getValue()) {
                if (!Float.isFinite(score)) {
                    return Optional.of(entry.getKey());
                }
            }
        }
        return Optional.empty();
    }

    /** Items of all tasks that are measured. */
    private int items(Split split) {
        Set<String> tasks = new HashSet<>();
        measures.forEach(measure -> tasks.add(measure.task()));
        return tasks.stream().mapToInt(task -> scorer.itemCount(task, split)).sum();
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
