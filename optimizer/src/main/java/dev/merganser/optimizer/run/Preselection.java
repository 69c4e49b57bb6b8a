package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.BaselineChoice;
import dev.merganser.optimizer.settings.ModelSettings;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.CandidateId;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Chooses the experts that go into merges, as Evo-Merging does with a large pool (arXiv
 * 2509.12951): those with the lowest sum of costs alone, each cost scaled by its range over base
 * and experts; of equal ones the earlier. What was chosen is a fact of the run and is not chosen
 * again.
 */
final class Preselection {

    private final List<String> experts;
    private final int keep;
    private final Scoring scoring;
    private final Consumer<String> progress;

    /**
     * A choice.
     *
     * @param experts aliases of all, in the order of the search file
     * @param keep how many of them go on
     */
    Preselection(List<String> experts, int keep, Scoring scoring, Consumer<String> progress) {
        this.experts = List.copyOf(experts);
        this.keep = keep;
        this.scoring = scoring;
        this.progress = progress;
    }

    /**
     * Scores base and experts, as far as the journal does not hold them, and chooses.
     *
     * @return in the order of the search file; empty where the signal stopped it
     */
    Optional<List<String>> run(StopSignal signal) {
        return scoring.state().kept().map(Event.Kept::experts).or(() -> chosen(signal));
    }

    private Optional<List<String>> chosen(StopSignal signal) {
        var alone =
                new BaselineRecipes(ModelSettings.BASE, experts, experts, BaselineChoice.MODELS);
        Optional<List<String>> kept =
                new BaselinePhase(alone, scoring, progress).untuned(signal).map(this::best);
        kept.ifPresent(this::record);
        return kept;
    }

    private List<String> best(ReferencePoint frame) {
        return IntStream.range(0, experts.size())
                .boxed()
                .sorted(Comparator.comparingDouble(expert -> scaledSum(expert, frame)))
                .limit(keep)
                .sorted()
                .map(experts::get)
                .toList();
    }

    /** The base is the first baseline, experts follow. */
    private double scaledSum(int expert, ReferencePoint frame) {
        Event.Scored scored =
                scoring.state()
                        .scored(CandidateId.baseline(expert + 2), Split.SEARCH.key())
                        .orElseThrow();
        return Arrays.stream(frame.scaled(frame.costs(scored.objectives()))).sum();
    }

    private void record(List<String> kept) {
        scoring.log().record(new Event.Kept(kept, experts.size()));
        progress.accept(
                "experts: the best %d of %d alone are merged: %s"
                        .formatted(keep, experts.size(), String.join(", ", kept)));
    }
}
