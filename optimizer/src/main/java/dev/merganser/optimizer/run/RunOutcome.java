package dev.merganser.optimizer.run;

import dev.merganser.results.RunFolder;
import dev.merganser.results.report.RunSummary;

import java.util.Optional;

/**
 * How a call that ran a search ended.
 *
 * @param summary what its report shows
 * @param speed of the process that searched last, if it was measured
 */
public record RunOutcome(RunFolder folder, End end, RunSummary summary, Optional<Speed> speed) {

    /** What happened. */
    public enum End {
        /** The run is complete: its front was scored on validation and test. */
        COMPLETE,
        /** The user stopped it; it can be resumed. */
        INTERRUPTED,
        /** There was nothing left to do. */
        ALREADY_DONE
    }

    /** Whether the algorithm came to its end before the budget did. */
    public boolean converged() {
        return summary.stopped().filter(StopReason.CONVERGED.key()::equals).isPresent();
    }
}
