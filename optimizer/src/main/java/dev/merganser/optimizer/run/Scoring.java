package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.results.RunState;
import dev.merganser.results.value.CandidateId;

/**
 * Where candidates are scored, what is measured of them, and where that is recorded: one for a run,
 * handed from phase to phase.
 */
record Scoring(RunLog log, ScoringPool pool, Quantities quantities) {

    /** What the journal holds. */
    RunState state() {
        return log.state();
    }

    /** Records what came of a candidate. */
    void record(CandidateId id, Split split, Evaluation evaluation) {
        log.evaluated(id, split, evaluation, quantities);
    }
}
