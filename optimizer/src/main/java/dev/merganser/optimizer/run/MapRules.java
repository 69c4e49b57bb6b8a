package dev.merganser.optimizer.run;

import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.recipes.error.WrongUseException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a search by MAP must keep, and what people should know of one before a night is spent. */
final class MapRules {

    private MapRules() {}

    /** Refuses spaces that no quadratic follows, and budgets that fit none. */
    static void require(SearchSettings settings, Genome genome) {
        if (AlgorithmFactory.usesMap(settings.algorithm().algorithm())) {
            requireNumbers(settings.algorithm().algorithm(), genome);
            requireSize(settings, genome, "search.algorithm nsga2");
            requireBudget(settings, genome.size());
        }
    }

    /** Refuses genes that are words, methods or layers. */
    static void requireNumbers(String algorithm, Genome genome) {
        genome.numberObstacle()
                .ifPresent(
                        reason -> {
                            throw new WrongUseException(
                                    "search.algorithm %s fits quadratics, so every gene must be a number: %s. Maybe search.algorithm nsga2."
                                            .formatted(algorithm, reason));
                        });
    }

    /**
     * Refuses a quadratic of all genes where it has too many terms.
     *
     * @param instead what may do without
     */
    static void requireSize(SearchSettings settings, Genome genome, String instead) {
        if (MapSettings.hasTooManyTerms(genome.size())) {
            throw new WrongUseException(
                    "search.algorithm %s fits quadratics of at most %d terms, found %d genes, whose quadratic has more. Maybe fewer genes (a coarser space.granularity), or %s."
                            .formatted(
                                    settings.algorithm().algorithm(),
                                    MapSettings.MOST_TERMS,
                                    genome.size(),
                                    instead));
        }
    }

    private static void requireBudget(SearchSettings settings, int genes) {
        MapSettings map = settings.algorithm().map();
        int evaluations = settings.budget().evaluations();
        if (map.initial().isPresent() && map.initial().getAsInt() > evaluations) {
            throw new WrongUseException(
                    "search.map.initial must be at most the %d evaluations of the budget, found %d."
                            .formatted(evaluations, map.initial().getAsInt()));
        }
        if (map.initial().isEmpty() && evaluations < map.fewestEvaluations(genes)) {
            throw new WrongUseException(
                    "search.algorithm %s needs at least %d evaluations for %d genes, %d for the terms of a quadratic and %d for a round, but budget.evaluations is %d. Maybe fewer genes (a coarser space.granularity, such as global), or search.map.initial for quadratics that guess some terms."
                            .formatted(
                                    settings.algorithm().algorithm(),
                                    map.fewestEvaluations(genes),
                                    genes,
                                    MapSettings.terms(genes),
                                    map.front().batch(),
                                    evaluations));
        }
    }

    /** The choice with its number of first points settled, where MAP searches. */
    static AlgorithmChoice resolved(AlgorithmChoice choice, int genes, int evaluations) {
        return AlgorithmFactory.usesMap(choice.algorithm())
                ? choice.withMap(choice.map().within(evaluations, genes))
                : choice;
    }

    /** What may disappoint. */
    static List<String> warnings(SearchSettings settings, Genome genome) {
        if (!AlgorithmFactory.usesMap(settings.algorithm().algorithm())) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        int terms = MapSettings.terms(genome.size());
        settings.algorithm().map().initial().stream()
                .filter(initial -> initial < terms)
                .mapToObj(
                        initial ->
                                "A quadratic of %d genes has %d terms, but search.map.initial is %d: what the points leave open is guessed."
                                        .formatted(genome.size(), terms, initial))
                .forEach(warnings::add);
        if (!settings.constraints().isEmpty()) {
            warnings.add(
                    "Constraints make costs jump where they begin to bind, and quadratics follow no jump: the surrogates will be worse near there.");
        }
        return warnings;
    }

    /** What the search will do, in a sentence; empty where MAP does not search. */
    static Optional<String> plan(SearchSettings settings, Genome genome) {
        if (!AlgorithmFactory.usesMap(settings.algorithm().algorithm())) {
            return Optional.empty();
        }
        int evaluations = settings.budget().evaluations();
        MapSettings map = settings.algorithm().map().within(evaluations, genome.size());
        int first = Math.max(map.initial(genome.size()), settings.starts().size());
        int rest = Math.max(0, evaluations - first);
        return Optional.of(
                "search.algorithm %s: %d genes, %d terms of a quadratic, %d points before the first fit, then about %d rounds of %d."
                        .formatted(
                                settings.algorithm().algorithm(),
                                genome.size(),
                                MapSettings.terms(genome.size()),
                                first,
                                Math.ceilDiv(rest, map.front().batch()),
                                map.front().batch()));
    }
}
