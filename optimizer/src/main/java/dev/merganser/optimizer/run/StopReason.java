package dev.merganser.optimizer.run;

import java.util.Locale;

/** Why a search ended. */
public enum StopReason {
    BUDGET,
    TIME,
    CONVERGED,
    INTERRUPTED;

    /** The word in the journal. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the front is scored on validation and test at the end. */
    boolean isFinal() {
        return this != INTERRUPTED;
    }
}
