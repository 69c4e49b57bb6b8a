package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.results.journal.Event;
import dev.merganser.results.value.CandidateId;

import java.util.ArrayList;
import java.util.List;

/**
 * Scores the baselines and the front on a split that the search never saw. What the journal holds
 * is not scored again.
 */
final class FrontScoring {

    private final Scoring scoring;

    FrontScoring(Scoring scoring) {
        this.scoring = scoring;
    }

    /** Scores until all are done or the signal stops it; what was begun is finished. */
    void run(Split split, StopSignal signal, Runnable progress) {
        for (CandidateId id : open(split)) {
            if (signal.interrupted()) {
                break;
            }
            while (!scoring.pool().hasRoom()) {
                await(split);
                progress.run();
            }
            scoring.pool()
                    .submit(
                            id,
                            RecipeReader.parse(scoring.state().recipe(id), "candidate " + id),
                            split);
        }
        if (signal.interrupted()) {
            scoring.pool().abandonWaiting();
        }
        while (scoring.pool().busy()) {
            await(split);
            progress.run();
        }
    }

    private List<CandidateId> open(Split split) {
        List<CandidateId> open = new ArrayList<>();
        scoring.state().baselines().stream().map(Event.Baseline::candidate).forEach(open::add);
        open.addAll(scoring.state().front());
        open.removeIf(id -> scoring.state().isDone(id, split.key()));
        return open;
    }

    private void await(Split split) {
        for (ScoringPool.Completion completion : scoring.pool().await()) {
            scoring.record(completion.candidate(), split, completion.evaluation());
        }
    }
}
