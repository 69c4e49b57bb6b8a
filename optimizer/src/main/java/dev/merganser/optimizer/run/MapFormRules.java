package dev.merganser.optimizer.run;

import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.space.LinearMerges;
import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.recipes.error.WrongUseException;

import java.util.stream.IntStream;

/** What a search by nested or Bayesian MAP must keep. */
final class MapFormRules {

    /** A quadratic of more has over 91 terms. */
    private static final int MOST_WEIGHTS = 12;

    private MapFormRules() {}

    /** Refuses spaces that it cannot search, and budgets that end before there is a front. */
    static void require(SearchSettings settings, Genome genome) {
        settings.algorithm()
                .form()
                .ifPresent(
                        form -> {
                            switch (form) {
                                case NestedMapSettings nested ->
                                        requireNested(settings, nested, genome);
                                case BayesianMapSettings bayesian ->
                                        requireBayesian(settings, bayesian, genome);
                            }
                        });
    }

    private static void requireNested(
            SearchSettings settings, NestedMapSettings nested, Genome genome) {
        LinearMerges merges =
                genome.linearMerges()
                        .orElseThrow(
                                () ->
                                        new WrongUseException(
                                                "search.algorithm nested_map makes models of sums of task vectors, so the merges of this space must be linear in their weights: %s."
                                                        .formatted(
                                                                genome.coefficientObstacle()
                                                                        .orElse(""))));
        CoefficientSpace space = merges.space();
        int experts = space.models().size();
        int weights = Math.min(2, experts) * (space.size() / experts);
        if (weights > MOST_WEIGHTS) {
            throw new WrongUseException(
                    "search.algorithm nested_map fits quadratics to the weights of two models, up to %d of them, but this space has %d. Maybe space.granularity: global or auto(%d)."
                            .formatted(MOST_WEIGHTS, weights, MOST_WEIGHTS / 2));
        }
        if (nested.span() == NestedMapSettings.Span.ALL) {
            MapRules.requireSize(settings, genome, "search.map.front: last_two");
        }
        int levels = Math.max(1, experts - 1);
        int alone = unknown(space);
        requireBudget(
                settings,
                alone + levels * (nested.sampling().count(weights) + nested.refine()),
                "%d experts alone and %d merges of two models".formatted(alone, levels));
    }

    /**
     * How many experts no baseline shows alone, since weights of 1 for one and 0 are out of range.
     */
    private static int unknown(CoefficientSpace space) {
        return (int)
                IntStream.range(0, space.models().size())
                        .filter(expert -> !holds(space, expert))
                        .count();
    }

    private static boolean holds(CoefficientSpace space, int expert) {
        return space.coefficients().stream()
                .allMatch(
                        each -> {
                            double weight = each.model() == expert ? 1 : 0;
                            return each.low() <= weight && weight <= each.high();
                        });
    }

    private static void requireBayesian(
            SearchSettings settings, BayesianMapSettings bayesian, Genome genome) {
        MapRules.requireNumbers(settings.algorithm().algorithm(), genome);
        MapRules.requireSize(settings, genome, "search.algorithm nsga2");
        int first = bayesian.sampling().count(genome.size());
        requireBudget(
                settings,
                first + bayesian.iterations() * bayesian.update(),
                "%d points before the first fit of %d genes and %d times %d more"
                        .formatted(first, genome.size(), bayesian.iterations(), bayesian.update()));
    }

    private static void requireBudget(SearchSettings settings, int searched, String what) {
        int evaluations = settings.budget().evaluations();
        int starts = settings.starts().size();
        int needed = starts + searched;
        if (evaluations <= needed) {
            throw new WrongUseException(
                    "search.algorithm %s needs more than %d evaluations, for %d start recipes, %s, but budget.evaluations is %d. Maybe search.map.initial, or another algorithm."
                            .formatted(
                                    settings.algorithm().algorithm(),
                                    needed,
                                    starts,
                                    what,
                                    evaluations));
        }
    }
}
