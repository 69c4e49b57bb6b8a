package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.algorithm.Algorithm;
import dev.merganser.optimizer.algorithm.Outcome;
import dev.merganser.optimizer.algorithm.Proposal;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.recipes.recipe.RecipeWriter;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.CandidateId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks an algorithm for candidates, has them scored in parallel, and tells it their costs.
 *
 * <p>One thread proposes, records and tells; the scoring pool has the others. Candidate {@code n}
 * is asked for when the results of exactly 1 … {@code needed(n)} have been told in the order of
 * their numbers, so the proposals do not depend on which evaluation ends first. A candidate whose
 * outcome the journal holds is not scored again: that is how a run is resumed.
 */
final class SearchLoop {

    private final RecipeAlgorithm search;
    private final Algorithm algorithm;
    private final Scoring scoring;
    private final FrontTracker front;
    private final FitRecorder fits;
    private final Spending spending;
    private final Map<CandidateId, List<CandidateId>> repeats = new HashMap<>();

    private int next = 1;
    private int told;
    private int done;
    private int completed;
    private int hitsInRow;

    SearchLoop(
            RecipeAlgorithm search,
            Scoring scoring,
            FrontTracker front,
            FitRecorder fits,
            Spending spending) {
        this.search = search;
        this.algorithm = search.algorithm();
        this.scoring = scoring;
        this.front = front;
        this.fits = fits;
        this.spending = spending;
    }

    /** Runs until a limit is reached; every candidate that was proposed is then done. */
    StopReason run(StopSignal signal, Runnable progress) {
        StopReason reason;
        try {
            reason = proposeAll(signal, progress);
        } catch (SearchStopped stopped) {
            reason = stopped.reason();
        }
        if (reason.isFinal()) {
            algorithm.conclude().ifPresent(this::propose);
        }
        if (signal.interrupted()) {
            scoring.pool().abandonWaiting();
        }
        while (scoring.pool().busy()) {
            await();
            progress.run();
        }
        front.follow(done);
        return reason;
    }

    private StopReason proposeAll(StopSignal signal, Runnable progress) {
        Optional<StopReason> reason = limit();
        while (reason.isEmpty()) {
            int needed = algorithm.needed(next);
            if (!scoring.pool().hasRoom() || needed > done) {
                await();
                progress.run();
            } else {
                tell(needed);
                if (algorithm.isFinished()) {
                    return StopReason.CONVERGED;
                }
                propose(proposal());
            }
            reason = signal.reason().or(this::limit);
        }
        return reason.get();
    }

    private Optional<StopReason> limit() {
        return spending.limit(hitsInRow);
    }

    /**
     * Takes what is scored by now, without waiting, and follows the front as far as all is known:
     * for algorithms that compute a long time between proposals.
     */
    void takeReady() {
        take(scoring.pool().ready());
        front.follow(done);
    }

    /**
     * What has been done of what the budget counts: candidates that were scored or have failed, and
     * the forward passes of losses.
     */
    int completed() {
        return completed + spending.stepEvaluations();
    }

    /** A search that ended once and goes on has its conclusion among its candidates. */
    private Proposal proposal() {
        boolean concludes =
                scoring.state()
                        .proposed(CandidateId.of(next))
                        .filter(before -> before.origin().equals(Proposal.CONCLUSION))
                        .isPresent();
        return (concludes ? algorithm.conclude() : Optional.<Proposal>empty())
                .orElseGet(() -> algorithm.ask(next));
    }

    private void propose(Proposal proposal) {
        algorithm.fitted().ifPresent(fitted -> fits.record(next, fitted));
        Recipe recipe = search.recipe(proposal);
        var id = CandidateId.of(next);
        next++;
        scoring.log().propose(proposed(id, recipe, proposal));
        start(id, recipe, proposal.origin().equals(Proposal.CONCLUSION));
    }

    private static Event.Proposed proposed(CandidateId id, Recipe recipe, Proposal proposal) {
        return new Event.Proposed(
                id, RecipeWriter.write(recipe), proposal.parents(), proposal.origin(), List.of());
    }

    /** A conclusion is a repeat that says nothing of what the algorithm still finds. */
    private void start(CandidateId id, Recipe recipe, boolean concludes) {
        CandidateId first = scoring.state().firstWith(scoring.state().recipe(id)).orElseThrow();
        if (first.compareTo(id) < 0) {
            hitsInRow += concludes ? 0 : 1;
            repeat(id, first);
        } else {
            hitsInRow = 0;
            spending.addCandidate();
            if (isDone(id)) {
                completed++;
            } else {
                scoring.pool().submit(id, recipe, Split.SEARCH);
            }
        }
        advance();
    }

    private void repeat(CandidateId id, CandidateId original) {
        if (isDone(id)) {
            return;
        }
        if (isDone(original)) {
            scoring.log().repeated(id, original);
        } else {
            repeats.computeIfAbsent(original, _ -> new ArrayList<>()).add(id);
        }
    }

    private void await() {
        take(scoring.pool().await());
    }

    private void take(List<ScoringPool.Completion> completions) {
        for (ScoringPool.Completion completion : completions) {
            CandidateId id = completion.candidate();
            scoring.record(id, Split.SEARCH, completion.evaluation());
            if (isDone(id)) {
                completed++;
                Optional.ofNullable(repeats.remove(id))
                        .ifPresent(
                                same -> same.forEach(repeat -> scoring.log().repeated(repeat, id)));
            }
        }
        advance();
    }

    private void advance() {
        while (done + 1 < next && isDone(CandidateId.of(done + 1))) {
            done++;
        }
    }

    private boolean isDone(CandidateId id) {
        return scoring.state().isDone(id, Split.SEARCH.key());
    }

    private void tell(int needed) {
        while (told < needed) {
            told++;
            algorithm.tell(told, outcome(CandidateId.of(told)));
            front.follow(told);
        }
    }

    private Outcome outcome(CandidateId id) {
        return scoring.state()
                .scored(id, Split.SEARCH.key())
                .map(search::outcome)
                .orElseGet(
                        () ->
                                new Outcome.Failed(
                                        scoring.state()
                                                .failed(id, Split.SEARCH.key())
                                                .orElseThrow()
                                                .reason()));
    }
}
