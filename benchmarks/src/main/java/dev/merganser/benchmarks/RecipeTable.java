package dev.merganser.benchmarks;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.run.Evaluation;
import dev.merganser.optimizer.run.ScoringPool;
import dev.merganser.optimizer.run.StopSignal;
import dev.merganser.optimizer.run.Workbench;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.TaskMean;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.RunState;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What recipes of tasks with labels reach on validation and test, as a table: accuracy and NLL as
 * means over the tasks, and test accuracy by task.
 */
final class RecipeTable {

    private static final List<Split> SPLITS = List.of(Split.VALIDATION, Split.TEST);

    private RecipeTable() {}

    /** Recipes of one row, one a seed. */
    record Row(String name, List<String> recipes) {}

    /** A row for each baseline of a run. */
    static List<Row> baselines(RunState run) {
        return run.baselines().stream()
                .map(baseline -> new Row(baseline.name(), List.of(baseline.recipe())))
                .toList();
    }

    /** Scores the recipes of all rows with the tasks of a search file, and prints them. */
    static void print(List<Row> rows, Path file) {
        try (Workbench workbench = Workbench.open(SearchFile.read(file));
                ScoringPool pool = workbench.pool()) {
            System.out.println(
                    """
                    | recipe | validation accuracy | validation nll | test accuracy | test nll | test accuracy by task |
                    | --- | --- | --- | --- | --- | --- |""");
            for (Row row : rows) {
                System.out.println(cells(row, pool));
            }
        }
    }

    private static String cells(Row row, ScoringPool pool) {
        List<String> cells = new ArrayList<>(List.of(row.name()));
        List<Evaluation.Scored> last = List.of();
        for (Split split : SPLITS) {
            last = scored(row, split, pool);
            for (String metric : List.of("accuracy", "nll")) {
                cells.add(
                        MeanAndRange.of(last.stream().map(each -> mean(each, metric)).toList())
                                .shown("%.4f"));
            }
        }
        cells.add(byTask(last));
        return "| " + String.join(" | ", cells) + " |";
    }

    private static List<Evaluation.Scored> scored(Row row, Split split, ScoringPool pool) {
        return pool
                .scoreAll(
                        row.recipes().stream()
                                .map(text -> RecipeReader.parse(text, "run"))
                                .toList(),
                        split,
                        new StopSignal())
                .orElseThrow()
                .stream()
                .map(Evaluation.Scored.class::cast)
                .toList();
    }

    private static double mean(Evaluation.Scored scored, String metric) {
        return byTask(scored, metric).values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static Map<String, Double> byTask(Evaluation.Scored scored, String metric) {
        Map<String, Double> values = new TreeMap<>();
        scored.values()
                .forEach(
                        (measure, value) -> {
                            if (measure.metric().equals(metric) && !TaskMean.is(measure)) {
                                values.put(measure.task(), value);
                            }
                        });
        return values;
    }

    private static String byTask(List<Evaluation.Scored> runs) {
        return byTask(runs.getFirst(), "accuracy").keySet().stream()
                .map(
                        task ->
                                String.format(
                                        Locale.ROOT,
                                        "%s %.3f",
                                        task,
                                        MeanAndRange.of(
                                                        runs.stream()
                                                                .map(run -> byTask(run, "accuracy"))
                                                                .map(values -> values.get(task))
                                                                .toList())
                                                .mean()))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }
}
