package dev.merganser.optimizer.run;

import dev.merganser.optimizer.algorithm.Streams;
import dev.merganser.optimizer.settings.BaselineChoice;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The recipes that people use today and that a search is measured against: single models, the
 * uniform average, task arithmetic (Ilharco et al., arXiv 2212.04089) and TIES (Yadav et al., arXiv
 * 2306.01708) at usual settings and at the best of a scan, and one weight for each expert.
 */
final class BaselineRecipes {

    /** λ of task arithmetic where nobody tunes it. */
    static final double USUAL_LAMBDA = 0.3;

    /** How many random tuples of one weight an expert are tried. */
    static final int TUPLES = 60;

    private static final int SCAN_POINTS = 10;

    /** TIES scales the mean of what agrees, so λ goes further than for a sum. */
    private static final List<Double> TIES_LAMBDAS =
            List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0);

    private static final String TUPLE_STREAM = "baseline-tuples";

    private final String base;
    private final List<String> experts;
    private final List<String> singles;
    private final BaselineChoice choice;

    /** All of them. */
    BaselineRecipes(String base, List<String> experts) {
        this(base, experts, experts, BaselineChoice.TUNED);
    }

    /**
     * Some of them.
     *
     * @param experts that are merged
     * @param singles experts that stand alone, these among them
     */
    BaselineRecipes(
            String base, List<String> experts, List<String> singles, BaselineChoice choice) {
        if (!singles.containsAll(experts)) {
            throw new IllegalArgumentException(
                    "Experts that are merged must stand alone, too, found %s and %s"
                            .formatted(experts, singles));
        }
        this.base = base;
        this.experts = List.copyOf(experts);
        this.singles = List.copyOf(singles);
        this.choice = choice;
    }

    /** A recipe with the name that reports give it. */
    record Named(String name, Recipe recipe) {}

    /** A family of recipes of which only the best becomes a baseline. */
    record Scan(String name, List<Named> points) {}

    /** Baselines without anything to tune, the base first. */
    List<Named> fixed() {
        List<Named> fixed = new ArrayList<>();
        fixed.add(new Named("base", single(base)));
        singles.forEach(expert -> fixed.add(new Named("expert " + expert, single(expert))));
        if (choice == BaselineChoice.MODELS) {
            return fixed;
        }
        fixed.add(new Named("uniform average", average()));
        fixed.add(new Named("task arithmetic, λ 0.3", taskArithmetic(USUAL_LAMBDA)));
        return fixed;
    }

    /**
     * The base and the experts that are merged, each as task arithmetic with weights of 0 and 1, by
     * the number that it has alone in {@link #fixed}.
     */
    Map<Integer, Recipe> corners() {
        Map<Integer, Recipe> corners = new LinkedHashMap<>();
        corners.put(1, taskArithmetic(0));
        for (int i = 0; i < experts.size(); i++) {
            double[] weights = weights(0);
            weights[i] = 1;
            corners.put(2 + singles.indexOf(experts.get(i)), weighted(weights));
        }
        return corners;
    }

    /** What {@link #fixed} is, in short. */
    String words() {
        return switch (choice) {
            case MODELS -> "base, experts";
            case USUAL, TUNED -> "base, experts, average, task arithmetic";
        };
    }

    /** Baselines that are tuned by a scan on the search split. */
    List<Scan> scans(long seed) {
        return switch (choice) {
            case MODELS, USUAL -> List.of();
            case TUNED -> allScans(seed);
        };
    }

    private List<Scan> allScans(long seed) {
        return List.of(
                new Scan("task arithmetic", scanTaskArithmetic()),
                new Scan("TIES, density 0.2", scanTies(0.2)),
                new Scan("TIES, density 0.5", scanTies(0.5)),
                new Scan("one weight per expert", tuples(seed)));
    }

    /** One model as it is. */
    static Recipe single(String model) {
        return Recipe.of("passthrough", List.of(ModelEntry.of(model)));
    }

    private Recipe average() {
        return Recipe.of("linear", entries(weights(1.0)));
    }

    private Recipe taskArithmetic(double lambda) {
        return weighted(weights(lambda));
    }

    /** Task arithmetic with one weight for each expert. */
    Recipe weighted(double[] weights) {
        return Recipe.of("task_arithmetic", entries(weights)).withBaseModel(base);
    }

    private double[] weights(double value) {
        double[] weights = new double[experts.size()];
        Arrays.fill(weights, value);
        return weights;
    }

    private List<ModelEntry> entries(double[] weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> entry(i, Parameters.NONE.with("weight", weights[i])))
                .toList();
    }

    private ModelEntry entry(int expert, Parameters parameters) {
        return new ModelEntry(experts.get(expert), parameters);
    }

    private List<Named> scanTaskArithmetic() {
        return IntStream.rangeClosed(1, SCAN_POINTS)
                .mapToDouble(i -> i / 10.0)
                .mapToObj(
                        lambda ->
                                new Named(
                                        "task arithmetic, best λ " + lambda,
                                        taskArithmetic(lambda)))
                .toList();
    }

    private List<Named> scanTies(double density) {
        return TIES_LAMBDAS.stream()
                .map(
                        lambda ->
                                new Named(
                                        "TIES, density %s, best λ %s".formatted(density, lambda),
                                        ties(density, lambda)))
                .toList();
    }

    private Recipe ties(double density, double lambda) {
        Parameters parameters = Parameters.NONE.with("weight", 1.0).with("density", density);
        List<ModelEntry> models =
                IntStream.range(0, experts.size()).mapToObj(i -> entry(i, parameters)).toList();
        return Recipe.of("ties", models)
                .withBaseModel(base)
                .withParameters(Parameters.NONE.with("lambda", lambda));
    }

    private List<Named> tuples(long seed) {
        return IntStream.rangeClosed(1, TUPLES)
                .mapToObj(number -> tuple(Streams.of(seed, TUPLE_STREAM, number)))
                .toList();
    }

    /** One weight for each expert, in hundredths up to 1. */
    double[] drawn(RandomGenerator random) {
        double[] weights = new double[experts.size()];
        Arrays.setAll(weights, _ -> random.nextInt(101) / 100.0);
        return weights;
    }

    private Named tuple(RandomGenerator random) {
        double[] weights = drawn(random);
        String shown =
                Arrays.stream(weights).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        return new Named("best weights of %d: %s".formatted(TUPLES, shown), weighted(weights));
    }
}
