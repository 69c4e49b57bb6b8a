package dev.merganser.benchmarks;

import dev.merganser.optimizer.run.Workbench;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.space.Genome;
import dev.merganser.optimizer.surrogate.FitPoints;
import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.Importance;
import dev.merganser.optimizer.surrogate.SurrogateFit;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.RunState;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how well quadratics of the first so many evaluations of one search foretell those of
 * another, which they were not fitted to, as R² of each objective: {@code SurrogateAccuracy OUT
 * SEEDS BUDGETS FITTED.yml HELD_OUT.yml} with the runs that {@link FrontComparison} left in {@code
 * OUT}; those of the second file were given the last of the budgets. Once over the whole space, all
 * points alike, and once near the front, as MAP fits: each point as important as it is near it.
 */
public final class SurrogateAccuracy {

    private final List<ComparedRun> fitted;
    private final List<ComparedRun> heldOut;
    private final List<Objective> objectives;
    private final Genome genome;

    private SurrogateAccuracy(
            List<ComparedRun> fitted,
            List<ComparedRun> heldOut,
            List<Objective> objectives,
            Genome genome) {
        this.fitted = fitted;
        this.heldOut = heldOut;
        this.objectives = objectives;
        this.genome = genome;
    }

    public static void main(String[] arguments) {
        Path out = Path.of(arguments[0]);
        int seeds = Integer.parseInt(arguments[1]);
        List<Integer> budgets = Stream.of(arguments[2].split(",")).map(Integer::valueOf).toList();
        Path file = Path.of(arguments[3]);
        Path other = Path.of(arguments[4]);
        System.out.println("| evaluations | objective | R² | R² near the front |");
        System.out.println("| --- | --- | --- | --- |");
        try (Workbench workbench = Workbench.open(SearchFile.read(file))) {
            Genome genome = workbench.genome();
            for (int budget : budgets) {
                int own = ComparedRun.evaluations(file, genome.size(), budget, budgets);
                var accuracy =
                        new SurrogateAccuracy(
                                IntStream.rangeClosed(1, seeds)
                                        .mapToObj(seed -> ComparedRun.in(out, file, seed, own))
                                        .map(run -> run.upTo(budget))
                                        .toList(),
                                IntStream.rangeClosed(1, seeds)
                                        .mapToObj(
                                                seed ->
                                                        ComparedRun.in(
                                                                out,
                                                                other,
                                                                seed,
                                                                budgets.getLast()))
                                        .toList(),
                                workbench.quantities().objectives(),
                                genome);
                accuracy.print(budget);
            }
        }
    }

    private void print(int budget) {
        for (int objective = 0; objective < objectives.size(); objective++) {
            System.out.printf(
                    "| %d | %s | %s | %s |%n",
                    budget,
                    objectives.get(objective).name(),
                    shown(objective, 0),
                    shown(objective, FrontSettings.DEFAULT.focus()));
        }
    }

    private String shown(int objective, double focus) {
        return MeanAndRange.of(
                        IntStream.range(0, fitted.size())
                                .mapToObj(i -> r2(i, objective, focus))
                                .toList())
                .shown("%.3f");
    }

    private double r2(int seed, int objective, double focus) {
        ComparedRun own = fitted.get(seed);
        RunState known = own.state();
        List<Direction> directions = objectives.stream().map(Objective::direction).toList();
        SurrogateFit fit =
                SurrogateFit.of(points(own, _ -> true, focus), directions, Optional.empty());
        FitPoints others =
                points(heldOut.get(seed), recipe -> known.firstWith(recipe).isEmpty(), focus);
        return r2(fit, others, objective);
    }

    private static double r2(SurrogateFit fit, FitPoints points, int objective) {
        double[] importance = points.importance();
        double[] values = points.costs().stream().mapToDouble(c -> c[objective]).toArray();
        double all = Arrays.stream(importance).sum();
        double mean =
                IntStream.range(0, values.length).mapToDouble(i -> importance[i] * values[i]).sum()
                        / all;
        double error = 0;
        double variance = 0;
        for (int i = 0; i < values.length; i++) {
            double off = fit.costs(points.points().get(i))[objective] - values[i];
            error += importance[i] * off * off;
            variance += importance[i] * (values[i] - mean) * (values[i] - mean);
        }
        return 1 - error / variance;
    }

    /** Genes and costs of the evaluations that are wanted and that the space can express. */
    private FitPoints points(ComparedRun run, Predicate<String> isWanted, double focus) {
        List<double[]> points = new ArrayList<>();
        List<double[]> costs = new ArrayList<>();
        for (CandidateId id : run.scored()) {
            String recipe = run.state().recipe(id);
            if (isWanted.test(recipe)) {
                genome.start(RecipeReader.parse(recipe, "candidate " + id))
                        .ifPresent(
                                genes -> {
                                    points.add(array(genes));
                                    costs.add(array(costs(run, id)));
                                });
            }
        }
        List<double[]> scaled =
                costs.stream().map(run.state().reference().orElseThrow()::scaled).toList();
        return new FitPoints(points, costs, Importance.of(scaled, focus, genome.size()));
    }

    private static List<Double> costs(ComparedRun run, CandidateId id) {
        return run.costs(run.state().scored(id, SplitKeys.SEARCH).orElseThrow());
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
