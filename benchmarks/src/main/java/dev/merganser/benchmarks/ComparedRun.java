package dev.merganser.benchmarks;

import dev.merganser.optimizer.algorithm.AlgorithmFactory;
import dev.merganser.optimizer.run.SearchListener;
import dev.merganser.optimizer.run.SearchRun;
import dev.merganser.optimizer.run.StopSignal;
import dev.merganser.optimizer.settings.AlgorithmChoice;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A search as far as its first so many evaluations. */
record ComparedRun(RunState state, int evaluations) {

    /**
     * Runs a search, unless {@code out} holds it already; one that was stopped goes on.
     *
     * @param out a folder with a folder for each search, budget and seed
     */
    static ComparedRun in(Path out, Path file, int seed, int evaluations) {
        Path folder = out.resolve("%s-%d-%d".formatted(SearchFile.stem(file), evaluations, seed));
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

    /**
     * How many evaluations the run has that a budget is looked at in: those of the longest budget,
     * unless its design is another than the budget's own.
     */
    static int evaluations(Path file, int genes, int budget, List<Integer> budgets) {
        AlgorithmChoice choice = SearchFile.read(file).algorithm();
        boolean apart =
                AlgorithmFactory.usesMap(choice.algorithm())
                        && initial(choice, genes, budget)
                                != initial(choice, genes, budgets.getLast());
        return apart ? budget : budgets.getLast();
    }

    private static int initial(AlgorithmChoice choice, int genes, int budget) {
        return choice.map().within(budget, genes).initial(genes);
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

    /**
     * The candidates that were scored on the search split, baselines left out. One whose recipe was
     * scored before it, such as a baseline's, counts as none, since it cost nothing.
     */
    List<CandidateId> scored() {
        List<CandidateId> scored = new ArrayList<>();
        int spent = 0;
        for (CandidateId id : state.scored(SplitKeys.SEARCH).keySet()) {
            if (!id.baseline()) {
                spent += isRepeat(id) ? 0 : 1;
                if (spent > evaluations) {
                    break;
                }
                scored.add(id);
            }
        }
        return scored;
    }

    private boolean isRepeat(CandidateId id) {
        return !state.firstWith(state.recipe(id)).orElse(id).equals(id);
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

    /** Hypervolume of the front on the search split. */
    double hypervolume() {
        return state.reference()
                .orElseThrow()
                .hypervolume(
                        front().stream()
                                .map(id -> state.scored(id, SplitKeys.SEARCH).orElseThrow())
                                .map(this::costs)
                                .toList());
    }

    List<Double> costs(Event.Scored scored) {
        return state.reference().orElseThrow().costs(scored.objectives());
    }
}
