package dev.merganser.benchmarks;

import dev.merganser.optimizer.run.SearchListener;
import dev.merganser.optimizer.run.SearchRun;
import dev.merganser.optimizer.run.StopSignal;
import dev.merganser.optimizer.settings.Overrides;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.front.ParetoFront;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A search as far as its first so many candidates. */
record ComparedRun(RunState state, int evaluations) {

    /** Runs a search, unless the folder holds it already; one that was stopped goes on. */
    static ComparedRun of(Path file, Path folder, int seed, int evaluations) {
        if (!Files.exists(folder)) {
            SearchSettings settings = SearchFile.read(file).with(changes(seed, evaluations));
            var _ =
                    SearchRun.start(
                            settings,
                            file,
                            folder,
                            List.of("comparison"),
                            new StopSignal(),
                            SearchListener.silent());
        } else if (!Files.exists(folder.resolve("front.json"))) {
            var _ =
                    SearchRun.resume(
                            folder, Overrides.NONE, new StopSignal(), SearchListener.silent());
        }
        return new ComparedRun(
                RunState.replay(JournalReader.read(RunFolder.open(folder).journal())), evaluations);
    }

    private static Overrides changes(int seed, int evaluations) {
        return new Overrides(
                OptionalInt.of(evaluations),
                Optional.empty(),
                OptionalLong.of(seed),
                OptionalInt.empty());
    }

    ComparedRun upTo(int fewer) {
        return new ComparedRun(state, fewer);
    }

    /** The candidates that were scored on the search split, baselines left out. */
    List<CandidateId> scored() {
        return state.scored(SplitKeys.SEARCH).keySet().stream()
                .filter(id -> !id.baseline() && id.number() <= evaluations)
                .toList();
    }

    /** Those that no other of them dominates on the search split. */
    List<CandidateId> front() {
        ParetoFront front = ParetoFront.empty();
        for (CandidateId id : scored()) {
            Event.Scored scored = state.scored(id, SplitKeys.SEARCH).orElseThrow();
            front = front.with(new ParetoFront.Member(id.number(), costs(scored)));
        }
        return front.members().stream().map(member -> CandidateId.of(member.candidate())).toList();
    }

    List<Double> costs(Event.Scored scored) {
        return state.reference().orElseThrow().costs(scored.objectives());
    }
}
