package dev.merganser.evaluators.task;

/**
 * What a task asks, split by split: of a graph ({@link ExaminedContent}), or of a model's files
 * ({@link MeasuredContent}). Immutable; safe for use by many threads.
 */
public sealed interface TaskContent permits ExaminedContent, MeasuredContent {

    /** How many items a split has; 0 where there is no such split. */
    int itemCount(Split split);

    /**
     * How many validation and test items are almost equal to an item of an earlier split. Worth a
     * warning.
     */
    default int nearDuplicates() {
        return 0;
    }
}
