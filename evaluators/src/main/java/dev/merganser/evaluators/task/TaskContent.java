package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.ModelPorts;

/** What a task asks, split by split. Immutable; safe for use by many threads. */
public interface TaskContent {

    /** How many items a split has; 0 where there is no such split. */
    int itemCount(Split split);

    /** A split on a graph; a graph that does not fit is refused with what it must have. */
    Exam exam(Split split, ModelPorts ports);

    /**
     * How many validation and test items are almost equal to an item of an earlier split. Worth a
     * warning.
     */
    default int nearDuplicates() {
        return 0;
    }
}
