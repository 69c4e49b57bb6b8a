package dev.merganser.benchmarks;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.run.Evaluation;
import dev.merganser.optimizer.run.ScoringPool;
import dev.merganser.optimizer.run.StopSignal;
import dev.merganser.optimizer.run.Workbench;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.RunState;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.indicator.WinRate;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs several search files with several seeds and prints how good the fronts of their first so
 * many evaluations are on search and on validation: {@code FrontComparison OUT SEEDS BUDGETS
 * SEARCH.yml…} with budgets such as {@code 30,60,120}. All files have the same models, tasks and
 * objectives. A run that {@code OUT} holds already is not run again.
 *
 * <p>Fronts are fixed on search. A search whose design depends on the budget runs once for each if
 * the designs differ; of the others the first candidates of the longest are taken. Win rates are of
 * the first file's front over the one in the row, with the same seed and budget.
 */
public final class FrontComparison implements AutoCloseable {

    private final Path out;
    private final int seeds;
    private final List<Integer> budgets;
    private final Workbench workbench;
    private final ScoringPool pool;
    private final Map<String, List<Double>> known = new HashMap<>();

    private FrontComparison(Path out, int seeds, List<Integer> budgets, Path file) {
        this.out = out;
        this.seeds = seeds;
        this.budgets = budgets;
        this.workbench = Workbench.open(SearchFile.read(file));
        this.pool = workbench.pool();
    }

    public static void main(String[] arguments) {
        List<Path> files = Stream.of(arguments).skip(3).map(Path::of).toList();
        List<Integer> budgets = Stream.of(arguments[2].split(",")).map(Integer::valueOf).toList();
        try (var comparison =
                new FrontComparison(
                        Path.of(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        budgets,
                        files.getFirst())) {
            comparison.print(files);
        }
    }

    private void print(List<Path> files) {
        System.out.println(
                """
                | search | evaluations | points | hypervolume, search | hypervolume, validation | win rate of the first |
                | --- | --- | --- | --- | --- | --- |""");
        for (int budget : budgets) {
            List<ComparedRun> first = runs(files.getFirst(), budget);
            for (Path file : files) {
                System.out.println(row(file, budget, first, runs(file, budget)));
            }
        }
    }

    private List<ComparedRun> runs(Path file, int budget) {
        int evaluations = ComparedRun.evaluations(file, workbench.genome().size(), budget, budgets);
        return IntStream.rangeClosed(1, seeds)
                .mapToObj(seed -> ComparedRun.in(out, file, seed, evaluations).upTo(budget))
                .toList();
    }

    private String row(Path file, int budget, List<ComparedRun> first, List<ComparedRun> runs) {
        ReferencePoint frame = frame(first.getFirst().state());
        List<Double> points = new ArrayList<>();
        List<Double> sought = new ArrayList<>();
        List<Double> volumes = new ArrayList<>();
        List<Double> wins = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<List<Double>> front = costs(runs.get(i));
            points.add((double) front.size());
            sought.add(runs.get(i).hypervolume());
            volumes.add(frame.hypervolume(front));
            wins.add(WinRate.of(array(costs(first.get(i))), array(front)));
        }
        return "| %s | %d | %s | %s | %s | %s |"
                .formatted(
                        SearchFile.stem(file),
                        budget,
                        MeanAndRange.of(points).shown("%.1f"),
                        MeanAndRange.of(sought).shown("%.4f"),
                        MeanAndRange.of(volumes).shown("%.4f"),
                        MeanAndRange.of(wins).shown("%.3f"));
    }

    /** The frame of hypervolumes: the baselines' values on validation. */
    private static ReferencePoint frame(RunState state) {
        return ReferencePoint.of(
                state.objectives(),
                state.baselines().stream()
                        .map(each -> state.scored(each.candidate(), SplitKeys.VALIDATION))
                        .map(scored -> scored.orElseThrow().objectives())
                        .toList());
    }

    private List<List<Double>> costs(ComparedRun run) {
        return run.front().stream().map(id -> costs(run, id)).toList();
    }

    private List<Double> costs(ComparedRun run, CandidateId id) {
        return run.state()
                .scored(id, SplitKeys.VALIDATION)
                .map(run::costs)
                .orElseGet(
                        () ->
                                known.computeIfAbsent(
                                        run.state().recipe(id), recipe -> scored(recipe, run)));
    }

    private List<Double> scored(String recipe, ComparedRun run) {
        var scored =
                (Evaluation.Scored)
                        pool.scoreAll(
                                        List.of(RecipeReader.parse(recipe, "run")),
                                        Split.VALIDATION,
                                        new StopSignal())
                                .orElseThrow()
                                .getFirst();
        return run.state()
                .reference()
                .orElseThrow()
                .costs(workbench.quantities().objectiveValues(scored.values()));
    }

    private static double[][] array(List<List<Double>> costs) {
        return costs.stream()
                .map(point -> point.stream().mapToDouble(Double::doubleValue).toArray())
                .toArray(double[][]::new);
    }

    @Override
    public void close() {
        pool.close();
        workbench.close();
    }
}
