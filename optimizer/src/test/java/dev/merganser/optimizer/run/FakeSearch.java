package dev.merganser.optimizer.run;

import dev.merganser.evaluators.Measure;
import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.algorithm.AlgorithmSettings;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.ConstraintSettings;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.ParameterValue;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.RunFolder;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.Objective;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * A search without models: two objectives that pull three weights to different points, scored in
 * memory. Weights have two decimals, so proposals repeat now and then.
 */
final class FakeSearch {

    static final List<String> EXPERTS = List.of("a", "b", "c");
    static final int ITEMS = 8;

    private static final Objective LEFT = Objective.of("left", "nll", Direction.MINIMIZE);
    private static final Objective RIGHT = Objective.of("right", "accuracy", Direction.MAXIMIZE);
    private static final Objective EXTRA = Objective.of("left", "accuracy", Direction.MAXIMIZE);
    static final Quantities QUANTITIES = new Quantities(List.of(LEFT, RIGHT), List.of(EXTRA));

    private FakeSearch() {}

    static SearchPlan plan(String algorithm, int lag, int evaluations) {
        return plan(algorithm, lag, evaluations, List.of());
    }

    static SearchPlan plan(
            String algorithm, int lag, int evaluations, List<ConstraintSettings> constraints) {
        return plan(
                new AlgorithmChoice(algorithm, OptionalInt.of(8), OptionalDouble.empty(), lag, 7),
                evaluations,
                constraints);
    }

    static SearchPlan plan(
            AlgorithmChoice algorithm, int evaluations, List<ConstraintSettings> constraints) {
        return new SearchPlan(
                constraints,
                new Weights(),
                algorithm,
                new BaselineRecipes("base", EXPERTS),
                List.of(),
                evaluations,
                List.of(Split.VALIDATION, Split.TEST));
    }

    static SearchPlan plan(int evaluations) {
        return plan("portfolio", AlgorithmSettings.DEFAULT_LAG, evaluations);
    }

    /** One weight an expert, in hundredths. */
    private static final class Weights implements Genome {

        @Override
        public int size() {
            return EXPERTS.size();
        }

        @Override
        public Recipe decode(List<Double> genes) {
            List<ModelEntry> models = new ArrayList<>();
            for (int i = 0; i < size(); i++) {
                double weight = Math.rint(genes.get(i) * 100) / 100;
                models.add(new ModelEntry(EXPERTS.get(i), Parameters.NONE.with("weight", weight)));
            }
            return Recipe.of("task_arithmetic", models).withBaseModel("base");
        }

        @Override
        public Optional<List<Double>> encode(Recipe recipe) {
            return recipe.mergeMethod().equals("task_arithmetic")
                    ? Optional.of(recipe.models().stream().map(FakeSearch::weight).toList())
                    : Optional.empty();
        }
    }

    private static double weight(ModelEntry entry) {
        return entry.parameters().find("weight").orElse(ParameterValue.of(0))
                        instanceof ParameterValue.Scalar(var value)
                ? Double.parseDouble(value.shown())
                : 0;
    }

    /** Scores that depend on the weights and the split only. */
    static RecipeScorer scorer() {
        return failing(_ -> false);
    }

    /** The same, but some recipes cannot be scored. */
    static RecipeScorer failing(Predicate<Recipe> fails) {
        return (recipe, split) ->
                fails.test(recipe)
                        ? new Evaluation.Failed("it must fail", 0)
                        : score(recipe, split);
    }

    /**
     * The same in groups, where all but the first of a group save a call.
     *
     * @param sizes is told the size of each group
     */
    static RecipeScorer grouped(int largest, IntConsumer sizes) {
        return new RecipeScorer() {
            @Override
            public Evaluation score(Recipe recipe, Split split) {
                return scoreGroup(List.of(recipe), split).getFirst();
            }

            @Override
            public List<Evaluation> scoreGroup(List<Recipe> group, Split split) {
                sizes.accept(group.size());
                List<Evaluation> evaluations = new ArrayList<>();
                for (Recipe recipe : group) {
                    evaluations.add(shared(recipe, split, evaluations.isEmpty() ? 0 : 1));
                }
                return evaluations;
            }

            @Override
            public int largestGroup() {
                return largest;
            }
        };
    }

    private static Evaluation shared(Recipe recipe, Split split, int saved) {
        var whole = (Evaluation.Scored) FakeSearch.score(recipe, split);
        return new Evaluation.Scored(
                whole.values(),
                whole.itemScores(),
                whole.items(),
                Optional.of(new LayerCalls(4 - saved, saved)),
                0);
    }

    /** Of a single model those of the merge that gives it. */
    private static double[] weights(Recipe recipe) {
        if (!recipe.mergeMethod().equals("passthrough")) {
            return recipe.models().stream().mapToDouble(FakeSearch::weight).toArray();
        }
        String model = recipe.models().getFirst().model();
        return EXPERTS.stream().mapToDouble(expert -> expert.equals(model) ? 1 : 0).toArray();
    }

    private static Evaluation score(Recipe recipe, Split split) {
        double[] weights = weights(recipe);
        double left = split == Split.SEARCH ? 0 : 0.01;
        double right = left;
        for (int i = 0; i < weights.length; i++) {
            left += Math.pow(weights[i] - 0.2 * (i + 1), 2);
            right += Math.pow(weights[i] - 0.9 + 0.3 * i, 2);
        }
        Map<Measure, float[]> items = new LinkedHashMap<>();
        items.put(new Measure("left", "nll"), constant(left));
        items.put(new Measure("right", "accuracy"), constant(1 - right));
        items.put(new Measure("left", "accuracy"), constant(1 - left));
        Map<Measure, Double> values = new LinkedHashMap<>();
        items.forEach((measure, scores) -> values.put(measure, (double) scores[0]));
        return new Evaluation.Scored(values, items, 2 * ITEMS, 0);
    }

    private static float[] constant(double value) {
        float[] scores = new float[ITEMS];
        Arrays.fill(scores, (float) value);
        return scores;
    }

    /** Runs a plan in a folder from wherever its journal stands. */
    static StopReason run(Path root, SearchPlan plan, RecipeScorer scorer, int threads) {
        return run(root, plan, scorer, threads, new StopSignal());
    }

    static StopReason run(
            Path root, SearchPlan plan, RecipeScorer scorer, int threads, StopSignal signal) {
        return run(root, plan, Optional.empty(), scorer, threads, signal);
    }

    /** The same for an algorithm that asks for losses. */
    static StopReason run(
            Path root,
            SearchPlan plan,
            Optional<LossMeter> meter,
            RecipeScorer scorer,
            int threads,
            StopSignal signal) {
        var folder = new RunFolder(root);
        boolean fresh = !Files.exists(folder.journal());
        if (fresh) {
            RunFolder.create(root);
        }
        try (RunLog log =
                        fresh
                                ? RunLog.create(folder.journal(), folder.scores())
                                : RunLog.resume(folder.journal(), folder.scores());
                ScoringPool pool = new ScoringPool(scorer, threads)) {
            if (log.state().run().isEmpty()) {
                log.record(begun(plan));
            }
            return new SearchEngine(
                            plan,
                            meter,
                            new Scoring(log, pool, QUANTITIES),
                            signal,
                            SearchListener.silent(),
                            new Throughput(() -> 1),
                            () -> {})
                    .run();
        }
    }

    private static Event.RunStarted begun(SearchPlan plan) {
        return new Event.RunStarted(
                "fake",
                plan.algorithm().seed(),
                QUANTITIES.objectives(),
                QUANTITIES.measures(),
                Map.of(),
                Instant.EPOCH);
    }
}
