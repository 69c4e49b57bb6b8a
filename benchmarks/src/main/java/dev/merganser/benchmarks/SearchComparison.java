package dev.merganser.benchmarks;

import dev.merganser.optimizer.run.SearchListener;
import dev.merganser.optimizer.run.SearchRun;
import dev.merganser.optimizer.run.StopSignal;
import dev.merganser.optimizer.settings.Overrides;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Runs several search files with several seeds and prints what came of them as a table: {@code
 * SearchComparison OUT SEEDS SEARCH.yml…}. A run that {@code OUT} holds already is not run again.
 * Hypervolumes compare only where the files have the same objectives and baselines.
 */
public final class SearchComparison {

    private SearchComparison() {}

    /** What one run came to. */
    private record Run(RunState state, Duration took) {

        static Run read(Path folder) {
            RunState state = RunState.replay(JournalReader.read(RunFolder.open(folder).journal()));
            Duration took =
                    Duration.between(
                            state.run().orElseThrow().at(), state.stopped().orElseThrow().at());
            return new Run(state, took);
        }

        double seconds() {
            return took.toMillis() / 1e3;
        }

        double evaluations() {
            return state.evaluations();
        }

        double repeats() {
            return state.hits();
        }

        LayerCalls calls() {
            return state.layerCalls();
        }

        /** Of the front that was fixed on search; empty where the split was not scored. */
        Optional<Double> hypervolume(String split) {
            ReferencePoint frame = state.reference().orElseThrow();
            List<List<Double>> costs = new ArrayList<>();
            for (CandidateId member : state.front()) {
                Optional<Event.Scored> scored = state.scored(member, split);
                if (scored.isEmpty()) {
                    return Optional.empty();
                }
                costs.add(frame.costs(scored.get().objectives()));
            }
            return Optional.of(frame.hypervolume(costs));
        }
    }

    public static void main(String[] arguments) {
        Path out = Path.of(arguments[0]);
        int seeds = Integer.parseInt(arguments[1]);
        System.out.println(
                """
                | search | evaluations | repeats | layer calls | saved | seconds | hypervolume, search | hypervolume, validation |
                | --- | --- | --- | --- | --- | --- | --- | --- |""");
        for (int i = 2; i < arguments.length; i++) {
            Path file = Path.of(arguments[i]);
            List<Run> runs = new ArrayList<>();
            for (int seed = 1; seed <= seeds; seed++) {
                runs.add(run(file, out, seed));
            }
            System.out.println(row(SearchFile.stem(file), runs));
        }
    }

    private static Run run(Path file, Path out, int seed) {
        Path folder = out.resolve(SearchFile.stem(file) + "-" + seed);
        if (!Files.exists(folder.resolve("front.json"))) {
            var changes =
                    new Overrides(
                            OptionalInt.empty(),
                            Optional.empty(),
                            OptionalLong.of(seed),
                            OptionalInt.empty());
            SearchSettings settings = SearchFile.read(file).with(changes);
            var _ =
                    SearchRun.start(
                            settings,
                            file,
                            folder,
                            List.of("comparison"),
                            new StopSignal(),
                            SearchListener.silent());
        }
        return Run.read(folder);
    }

    private static String row(String name, List<Run> runs) {
        return List.of(
                        name,
                        mean("%.0f", runs, Run::evaluations),
                        mean("%.0f", runs, Run::repeats),
                        mean("%,.0f", runs, run -> run.calls().done()),
                        mean("%,.0f", runs, run -> run.calls().saved()),
                        mean("%.1f", runs, Run::seconds),
                        spread(runs, SplitKeys.SEARCH),
                        spread(runs, SplitKeys.VALIDATION))
                .stream()
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String mean(String format, List<Run> runs, ToDoubleFunction<Run> value) {
        return String.format(
                Locale.ROOT, format, runs.stream().mapToDouble(value).average().orElseThrow());
    }

    private static String spread(List<Run> runs, String split) {
        double[] values =
                runs.stream()
                        .flatMap(run -> run.hypervolume(split).stream())
                        .mapToDouble(value -> value)
                        .sorted()
                        .toArray();
        if (values.length == 0) {
            return "";
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return String.format(
                Locale.ROOT,
                "%.3f [%.3f, %.3f]",
                sum / values.length,
                values[0],
                values[values.length - 1]);
    }
}
