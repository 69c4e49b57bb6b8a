package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.algorithm.Evidence;
import dev.merganser.optimizer.algorithm.Outcome;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the baselines of a run tell of its space, free of charge: those that the space can express,
 * and base and experts also as task arithmetic with weights of 0 and 1.
 */
final class KnownPoints {

    private final SearchPlan plan;
    private final Scoring scoring;
    private final Guards guards;
    private final Map<List<Double>, Evidence.Point> points = new LinkedHashMap<>();

    KnownPoints(SearchPlan plan, Scoring scoring, Guards guards) {
        this.plan = plan;
        this.scoring = scoring;
        this.guards = guards;
    }

    /** All that is known before the search, in the order of the baselines. */
    Evidence evidence(ReferencePoint reference) {
        plan.baselines()
                .corners()
                .forEach((number, recipe) -> add(CandidateId.baseline(number), recipe));
        scoring.state()
                .baselines()
                .forEach(
                        baseline ->
                                add(
                                        baseline.candidate(),
                                        RecipeReader.parse(
                                                baseline.recipe(), "baseline " + baseline.name())));
        return new Evidence(
                scoring.quantities().objectives().stream().map(Objective::direction).toList(),
                List.copyOf(points.values()),
                Optional.of(reference.costs(reference.point())));
    }

    private void add(CandidateId baseline, Recipe recipe) {
        Optional<List<Double>> genes = plan.genome().encode(recipe);
        if (genes.isPresent()
                && guards.outcome(
                                scoring.state().scored(baseline, Split.SEARCH.key()).orElseThrow())
                        instanceof Outcome.Costs costs) {
            points.putIfAbsent(genes.get(), new Evidence.Point(genes.get(), costs));
        }
    }
}
