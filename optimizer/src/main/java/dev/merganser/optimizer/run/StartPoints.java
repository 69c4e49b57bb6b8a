package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.algorithm.AlgorithmSettings;
import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.surrogate.BayesianMapSettings;
import dev.merganser.optimizer.surrogate.NestedMapSettings;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.Objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where a search begins: the user's recipes, the base, the experts, the baselines that the space
 * can express, what the space itself presets, and random tuples of one weight an expert. A start
 * around one point covers a small part of the front. CMA-ES begins at the baseline with the lowest
 * sum of scaled costs, where the space begins from baselines.
 */
final class StartPoints {

    private static final int USUAL_POPULATION = 32;
    private static final String STREAM = "start-tuples";

    private final SearchPlan plan;
    private final Scoring scoring;
    private final ReferencePoint reference;

    StartPoints(SearchPlan plan, Scoring scoring, ReferencePoint reference) {
        this.plan = plan;
        this.scoring = scoring;
        this.reference = reference;
    }

    /** What the algorithm has to know. */
    AlgorithmSettings settings() {
        Genome genome = plan.genome();
        int objectives = scoring.quantities().objectives().size();
        AlgorithmSettings settings =
                AlgorithmSettings.of(genome.size(), objectives, plan.algorithm().seed())
                        .withLag(plan.algorithm().lag())
                        .withPopulation(plan.algorithm().population())
                        .withMap(plan.algorithm().map())
                        .withForm(plan.algorithm().form())
                        .withLayout(genome.layout())
                        .withStarts(starts())
                        .withScaling(weights(), ranges());
        AlgorithmSettings stepped =
                plan.algorithm().stepSize().isPresent()
                        ? settings.withStepSize(plan.algorithm().stepSize().getAsDouble())
                        : settings;
        return centre().map(stepped::withCentre).orElse(stepped);
    }

    private List<Double> weights() {
        Map<String, Double> preferred =
                plan.algorithm().form().orElse(BayesianMapSettings.DEFAULT)
                                instanceof NestedMapSettings nested
                        ? nested.preference()
                        : Map.of();
        return scoring.quantities().objectives().stream()
                .map(objective -> preferred.getOrDefault(objective.name(), 1.0))
                .toList();
    }

    private List<Double> ranges() {
        return scoring.quantities().objectives().stream()
                .map(Objective::name)
                .map(name -> reference.ranges().getOrDefault(name, Double.NaN))
                .toList();
    }

    /** MAP has a design of its own, and too few evaluations for more than what the user names. */
    private List<List<Double>> starts() {
        String algorithm = plan.algorithm().algorithm();
        return AlgorithmFactory.usesMap(algorithm) || AlgorithmFactory.usesMapForm(algorithm)
                ? plan.starts().stream()
                        .flatMap(recipe -> plan.genome().start(recipe).stream())
                        .distinct()
                        .toList()
                : widely();
    }

    private List<List<Double>> widely() {
        Genome genome = plan.genome();
        List<Recipe> baselines = bestFirst().stream().map(this::recipe).toList();
        List<Recipe> starts = new ArrayList<>(plan.starts());
        if (genome.startsFromBaselines()) {
            starts.addAll(plan.baselines().corners().values());
            starts.addAll(baselines);
        }
        List<List<Double>> genes = new ArrayList<>();
        starts.forEach(recipe -> genome.start(recipe).ifPresent(genes::add));
        int population = plan.algorithm().population().orElse(USUAL_POPULATION);
        genes.addAll(
                genome.presets(baselines).stream()
                        .flatMap(recipe -> genome.start(recipe).stream())
                        .filter(preset -> !genes.contains(preset))
                        .limit(Math.max(0, population - genes.size()))
                        .toList());
        if (genome.startsFromBaselines()) {
            addTuples(genes, population);
        }
        return genes.stream().distinct().toList();
    }

    private void addTuples(List<List<Double>> genes, int population) {
        for (int number = 1; genes.size() < population; number++) {
            Optional<List<Double>> tuple = plan.genome().start(tuple(number));
            if (tuple.isEmpty()) {
                break;
            }
            genes.add(tuple.get());
        }
    }

    private Recipe tuple(int number) {
        RandomGenerator random = Streams.of(plan.algorithm().seed(), STREAM, number);
        return plan.baselines().weighted(plan.baselines().drawn(random));
    }

    private Optional<List<Double>> centre() {
        return bestFirst().stream()
                .filter(_ -> plan.genome().startsFromBaselines())
                .map(this::recipe)
                .map(plan.genome()::start)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private List<Event.Baseline> bestFirst() {
        return scoring.state().baselines().stream()
                .sorted(Comparator.comparingDouble(this::scaledSum))
                .toList();
    }

    private double scaledSum(Event.Baseline baseline) {
        Event.Scored scored =
                scoring.state().scored(baseline.candidate(), Split.SEARCH.key()).orElseThrow();
        return Arrays.stream(reference.scaled(scoring.quantities().costs(scored))).sum();
    }

    private Recipe recipe(Event.Baseline baseline) {
        return RecipeReader.parse(baseline.recipe(), "baseline " + baseline.name());
    }
}
