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
import java.util.function.Consumer;

/**
 * Scores the baselines of a run on the search split and fixes the reference point. Of a scan only
 * the best point becomes a baseline: the one with the lowest sum of costs, each scaled by its range
 * over the baselines that need no scan. What the journal holds is not done again.
 */
final class BaselinePhase {

    private final BaselineRecipes recipes;
    private final RunLog log;
    private final ScoringPool pool;
    private final Quantities quantities;
    private final Consumer<String> progress;

    BaselinePhase(
            BaselineRecipes recipes,
            RunLog log,
            ScoringPool pool,
            Quantities quantities,
            Consumer<String> progress) {
        this.recipes = recipes;
        this.log = log;
        this.pool = pool;
        this.quantities = quantities;
        this.progress = progress;
    }

    /** Scores what is missing. */
    ReferencePoint run(long seed) {
        List<BaselineRecipes.Named> fixed = recipes.fixed();
        fixed(fixed);
        ReferencePoint provisional = frame(fixed.size());
        int number = fixed.size();
        for (BaselineRecipes.Scan scan : recipes.scans(seed)) {
            number++;
            scan(CandidateId.baseline(number), scan, provisional);
        }
        return reference(number);
    }

    private void fixed(List<BaselineRecipes.Named> fixed) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < fixed.size(); i++) {
            if (!done(CandidateId.baseline(i + 1))) {
                open.add(i);
            }
        }
        progress.accept("baselines without tuning");
        List<Recipe> missing = open.stream().map(i -> fixed.get(i).recipe()).toList();
        List<Evaluation> evaluations = pool.scoreAll(missing, Split.SEARCH);
        for (int k = 0; k < open.size(); k++) {
            int i = open.get(k);
            record(CandidateId.baseline(i + 1), fixed.get(i), evaluations.get(k));
        }
    }

    private void scan(CandidateId id, BaselineRecipes.Scan scan, ReferencePoint frame) {
        if (done(id)) {
            return;
        }
        progress.accept("scan of " + scan.points().size() + ": " + scan.name());
        List<Recipe> points = scan.points().stream().map(BaselineRecipes.Named::recipe).toList();
        List<Evaluation> evaluations = pool.scoreAll(points, Split.SEARCH);
        int best = best(scan, evaluations, frame);
        var named =
                new BaselineRecipes.Named(
                        scan.name() + ", " + scan.points().get(best).name(), points.get(best));
        record(id, named, evaluations.get(best));
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
        for (double cost : frame.scaled(frame.costs(quantities.objectiveValues(scored.values())))) {
            sum += cost;
        }
        return sum;
    }

    private boolean done(CandidateId id) {
        return log.state().scored(id, Split.SEARCH.key()).isPresent();
    }

    private void record(CandidateId id, BaselineRecipes.Named named, Evaluation evaluation) {
        if (evaluation instanceof Evaluation.Failed failed) {
            throw failure(named.name(), failed);
        }
        var event = new Event.Baseline(id, named.name(), RecipeWriter.write(named.recipe()));
        if (log.state().baseline(id).isEmpty()) {
            log.record(event);
        }
        log.evaluated(id, Split.SEARCH, evaluation, quantities);
    }

    private static BadDataException failure(String name, Evaluation.Failed failed) {
        return new BadDataException(
                "The baseline '%s' must be scored before a search starts, but: %s"
                        .formatted(name, failed.reason()));
    }

    private ReferencePoint reference(int baselines) {
        ReferencePoint frame = frame(baselines);
        if (log.state().reference().isEmpty()) {
            log.record(new Event.Reference(frame.point(), frame.ranges()));
        }
        return frame;
    }

    private ReferencePoint frame(int baselines) {
        List<Map<String, Double>> values = new ArrayList<>();
        for (int number = 1; number <= baselines; number++) {
            values.add(
                    log.state()
                            .scored(CandidateId.baseline(number), Split.SEARCH.key())
                            .orElseThrow()
                            .objectives());
        }
        return ReferencePoint.of(quantities.objectives(), values);
    }
}
