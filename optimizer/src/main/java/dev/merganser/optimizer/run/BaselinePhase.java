package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.CandidateId;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Scores the baselines of a run on the search split and fixes the reference point. Of a scan only
 * the best point becomes a baseline: the one with the lowest sum of costs, each scaled by its range
 * over the baselines that need no scan. What the journal holds is not done again.
 */
final class BaselinePhase {

    private final BaselineRecipes recipes;
    private final Scoring scoring;
    private final Consumer<String> progress;

    BaselinePhase(BaselineRecipes recipes, Scoring scoring, Consumer<String> progress) {
        this.recipes = recipes;
        this.scoring = scoring;
        this.progress = progress;
    }

    /**
     * Scores what is missing.
     *
     * @return empty where the signal stopped it
     */
    Optional<ReferencePoint> run(long seed, StopSignal signal) {
        Optional<ReferencePoint> provisional = untuned(signal);
        if (provisional.isEmpty()) {
            return Optional.empty();
        }
        int number = recipes.fixed().size();
        for (BaselineRecipes.Scan scan : recipes.scans(seed)) {
            number++;
            if (!scan(CandidateId.baseline(number), scan, provisional.get(), signal)) {
                return Optional.empty();
            }
        }
        return Optional.of(reference(number));
    }

    /**
     * Scores what is missing of those without anything to tune.
     *
     * @return the frame that they alone would set; empty where the signal stopped it
     */
    Optional<ReferencePoint> untuned(StopSignal signal) {
        List<BaselineRecipes.Named> fixed = recipes.fixed();
        return fixed(fixed, signal) ? Optional.of(frame(fixed.size())) : Optional.empty();
    }

    /** Scores baselines without anything to tune; false where the signal stopped it. */
    private boolean fixed(List<BaselineRecipes.Named> fixed, StopSignal signal) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < fixed.size(); i++) {
            if (!done(CandidateId.baseline(i + 1))) {
                open.add(i);
            }
        }
        if (open.isEmpty()) {
            return true;
        }
        progress.accept("baselines: " + recipes.words());
        List<Recipe> missing = open.stream().map(i -> fixed.get(i).recipe()).toList();
        Optional<List<Evaluation>> evaluations =
                scoring.pool().scoreAll(missing, Split.SEARCH, signal);
        evaluations.ifPresent(all -> record(open, fixed, all));
        return evaluations.isPresent();
    }

    private void record(
            List<Integer> open, List<BaselineRecipes.Named> fixed, List<Evaluation> evaluations) {
        for (int k = 0; k < open.size(); k++) {
            int i = open.get(k);
            record(CandidateId.baseline(i + 1), fixed.get(i), evaluations.get(k));
        }
    }

    /** Scores a scan and keeps its best; false where the signal stopped it. */
    private boolean scan(
            CandidateId id, BaselineRecipes.Scan scan, ReferencePoint frame, StopSignal signal) {
        if (done(id)) {
            return true;
        }
        progress.accept(
                "baselines: best of %d for %s".formatted(scan.points().size(), scan.name()));
        List<Recipe> points = scan.points().stream().map(BaselineRecipes.Named::recipe).toList();
        Optional<List<Evaluation>> evaluations =
                scoring.pool().scoreAll(points, Split.SEARCH, signal);
        evaluations.ifPresent(
                all -> {
                    int best = best(scan, all, frame);
                    record(id, scan.points().get(best), all.get(best));
                });
        return evaluations.isPresent();
    }

    private int best(
            BaselineRecipes.Scan scan, List<Evaluation> evaluations, ReferencePoint frame) {
        int best = -1;
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < evaluations.size(); i++) {
            if (evaluations.get(i) instanceof Evaluation.Scored scored) {
                double sum = scaledSum(scored, frame);
                if (sum < lowest) {
                    lowest = sum;
                    best = i;
                }
            }
        }
        if (best < 0) {
            throw failure(scan.name(), (Evaluation.Failed) evaluations.getFirst());
        }
        return best;
    }

    private double scaledSum(Evaluation.Scored scored, ReferencePoint frame) {
        double sum = 0;
        for (double cost :
                frame.scaled(frame.costs(scoring.quantities().objectiveValues(scored.values())))) {
            sum += cost;
        }
        return sum;
    }

    private boolean done(CandidateId id) {
        return scoring.state().scored(id, Split.SEARCH.key()).isPresent();
    }

    private void record(CandidateId id, BaselineRecipes.Named named, Evaluation evaluation) {
        if (evaluation instanceof Evaluation.Failed failed) {
            scoring.log().keepOutput(id, Split.SEARCH, failed);
            throw failure(named.name(), failed);
        }
        var event = new Event.Baseline(id, named.name(), RecipeWriter.write(named.recipe()));
        if (scoring.state().baseline(id).isEmpty()) {
            scoring.log().record(event);
        }
        scoring.record(id, Split.SEARCH, evaluation);
    }

    private static BadDataException failure(String name, Evaluation.Failed failed) {
        return new BadDataException(
                "The baseline '%s' must be scored before a search starts, but: %s"
                        .formatted(name, failed.reason()));
    }

    private ReferencePoint reference(int baselines) {
        ReferencePoint frame = frame(baselines);
        if (scoring.state().reference().isEmpty()) {
            scoring.log().record(new Event.Reference(frame.point(), frame.ranges()));
        }
        return frame;
    }

    private ReferencePoint frame(int baselines) {
        List<Map<String, Double>> values = new ArrayList<>();
        for (int number = 1; number <= baselines; number++) {
            values.add(
                    scoring.state()
                            .scored(CandidateId.baseline(number), Split.SEARCH.key())
                            .orElseThrow()
                            .objectives());
        }
        return ReferencePoint.of(scoring.quantities().objectives(), values);
    }
}
