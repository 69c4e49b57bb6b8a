package dev.merganser.benchmarks;

import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs several search files with several seeds and prints what the best recipe of their first so
 * many evaluations reaches on validation and test: {@code BudgetComparison OUT SEEDS BUDGETS
 * SEARCH.yml…} with budgets such as {@code 60,120}. All files have the same models and tasks and
 * the same single objective, by which the recipe is picked on search. A run that {@code OUT} holds
 * already is not run again. Baselines are those of the first file's first run.
 */
public final class BudgetComparison {

    private BudgetComparison() {}

    public static void main(String[] arguments) {
        Path out = Path.of(arguments[0]);
        int seeds = Integer.parseInt(arguments[1]);
        List<Integer> budgets = Stream.of(arguments[2].split(",")).map(Integer::valueOf).toList();
        List<Path> files = Stream.of(arguments).skip(3).map(Path::of).toList();
        List<RecipeTable.Row> rows = new ArrayList<>();
        for (Path file : files) {
            List<ComparedRun> runs = runs(out, file, seeds, Collections.max(budgets));
            if (rows.isEmpty()) {
                rows.addAll(RecipeTable.baselines(runs.getFirst().state()));
            }
            budgets.forEach(budget -> rows.add(row(SearchFile.stem(file), runs, budget)));
        }
        RecipeTable.print(rows, files.getFirst());
    }

    private static List<ComparedRun> runs(Path out, Path file, int seeds, int evaluations) {
        return IntStream.rangeClosed(1, seeds)
                .mapToObj(seed -> ComparedRun.in(out, file, seed, evaluations))
                .toList();
    }

    private static RecipeTable.Row row(String name, List<ComparedRun> runs, int budget) {
        return new RecipeTable.Row(
                "%s, %d".formatted(name, budget),
                runs.stream().map(run -> best(run.upTo(budget))).toList());
    }

    private static String best(ComparedRun run) {
        CandidateId best =
                run.scored().stream()
                        .min(Comparator.comparingDouble(id -> cost(run, id)))
                        .orElseThrow();
        return run.state().recipe(best);
    }

    private static double cost(ComparedRun run, CandidateId id) {
        return run.costs(run.state().scored(id, SplitKeys.SEARCH).orElseThrow()).getFirst();
    }
}
