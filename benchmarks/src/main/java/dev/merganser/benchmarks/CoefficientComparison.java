package dev.merganser.benchmarks;

import dev.merganser.optimizer.run.SearchListener;
import dev.merganser.optimizer.run.SearchProgress;
import dev.merganser.optimizer.run.SearchRun;
import dev.merganser.optimizer.run.StopSignal;
import dev.merganser.optimizer.settings.Overrides;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs several search files with several seeds and prints what the recipes picked from each reach
 * on validation and test, as a table: {@code CoefficientComparison OUT SEEDS SEARCH.yml…}. {@code
 * SEEDS} is how many, from 1, or a range such as {@code 11-13}. All files have the same models,
 * tasks and objectives; all objectives are the same metric. A run that {@code OUT} holds already is
 * not run again. Runs end before their fronts are scored, since only what is picked is looked at.
 *
 * <p>A recipe is picked by the labels of the search items (the lowest mean objective), and, where
 * coefficients were learned, also without them: the point with the lowest held-out loss. Baselines
 * are those of the first run.
 */
public final class CoefficientComparison {

    private CoefficientComparison() {}

    /** Stops a run when its search is over. */
    private record UntilFront(StopSignal signal) implements SearchListener {
        @Override
        public void phase(String what) {
            if (what.startsWith("front")) {
                signal.interrupt();
            }
        }

        @Override
        public void progress(SearchProgress progress) {}

        @Override
        public void warning(String message) {}

        @Override
        public void note(String message) {}
    }

    public static void main(String[] arguments) {
        Path out = Path.of(arguments[0]);
        int[] seeds = seeds(arguments[1]).toArray();
        List<Path> files = Stream.of(arguments).skip(2).map(Path::of).toList();
        List<RecipeTable.Row> rows = new ArrayList<>();
        for (Path file : files) {
            List<RunState> runs = new ArrayList<>();
            for (int seed : seeds) {
                runs.add(run(file, out, seed));
            }
            if (rows.isEmpty()) {
                rows.addAll(RecipeTable.baselines(runs.getFirst()));
            }
            rows.addAll(rows(SearchFile.stem(file), runs));
        }
        RecipeTable.print(rows, files.getFirst());
    }

    private static IntStream seeds(String text) {
        String[] ends = text.split("-", 2);
        return ends.length == 1
                ? IntStream.rangeClosed(1, Integer.parseInt(text))
                : IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    private static RunState run(Path file, Path out, int seed) {
        Path folder = out.resolve(SearchFile.stem(file) + "-" + seed);
        if (Files.exists(folder)) {
            var signal = new StopSignal();
            var _ = SearchRun.resume(folder, Overrides.NONE, signal, new UntilFront(signal));
        } else {
            start(file, folder, seed);
        }
        return RunState.replay(JournalReader.read(RunFolder.open(folder).journal()));
    }

    private static void start(Path file, Path folder, int seed) {
        var changes =
                new Overrides(
                        OptionalInt.empty(),
                        Optional.empty(),
                        OptionalLong.of(seed),
                        OptionalInt.empty());
        SearchSettings settings = SearchFile.read(file).with(changes);
        var signal = new StopSignal();
        var _ =
                SearchRun.start(
                        settings,
                        file,
                        folder,
                        List.of("comparison"),
                        signal,
                        new UntilFront(signal));
    }

    private static List<RecipeTable.Row> rows(String name, List<RunState> runs) {
        List<RecipeTable.Row> rows = new ArrayList<>();
        List<String> learned = runs.stream().flatMap(run -> learned(run).stream()).toList();
        if (!learned.isEmpty()) {
            rows.add(new RecipeTable.Row(name + ", held-out loss", learned));
        }
        rows.add(
                new RecipeTable.Row(
                        name + ", search labels",
                        runs.stream().map(CoefficientComparison::lowest).toList()));
        return rows;
    }

    /**
     * The candidate with the lowest held-out loss: there is one before each proposal, in their
     * order, and none before the last, which repeats the best.
     */
    private static Optional<String> learned(RunState run) {
        List<Double> losses =
                run.steps().stream()
                        .filter(step -> step.kind() == StepKind.HELD_OUT)
                        .map(Event.Step::total)
                        .toList();
        return losses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        run.recipe(CandidateId.of(losses.indexOf(Collections.min(losses)) + 1)));
    }

    private static String lowest(RunState run) {
        CandidateId best =
                run.scored(SplitKeys.SEARCH).entrySet().stream()
                        .filter(each -> !each.getKey().baseline())
                        .min(Comparator.comparingDouble(each -> sum(each.getValue())))
                        .orElseThrow()
                        .getKey();
        return run.recipe(best);
    }

    private static double sum(Event.Scored scored) {
        return scored.objectives().values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
