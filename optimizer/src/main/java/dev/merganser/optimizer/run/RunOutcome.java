package dev.merganser.optimizer.run;

import dev.merganser.results.RunFolder;
import dev.merganser.results.report.RunSummary;

/**
 * How a call that ran a search ended.
 *
 * @param summary what its report shows
 */
public record RunOutcome(RunFolder folder, End end, RunSummary summary) {

    /** What happened. */
    public enum End {
        /** The run is complete: its front was scored on validation and test. */
        COMPLETE,
        /** The user stopped it; it can be resumed. */
        INTERRUPTED,
        /** There was nothing left to do. */
        ALREADY_DONE
    }
}
