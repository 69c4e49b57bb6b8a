package dev.merganser.evaluators.task;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What is measured of a model's files, without its graph. The task brings metrics of its own. */
public non-sealed interface MeasuredContent extends TaskContent {

    /** The names of its metrics in the order of the file, at least one. */
    Set<String> metrics();

    /** Whether a higher value of one of its metrics is better. */
    boolean higherIsBetter(String metric);

    /** Where merged models may stand while they are measured. */
    ModelRoom room();

    /** What measuring does, as one line for people who want to know it beforehand. */
    String words();

    /**
     * Measures a model; takes as long as it takes.
     *
     * @param model a checkpoint: a file, or a folder with its companion files
     * @param split one that has items
     * @param scratch an empty folder for files of this measurement; the caller removes it
     * @param cancelled asked now and then; where it says so, what was begun is ended
     * @throws dev.merganser.recipes.error.BadDataException where it gives no scores
     * @throws java.util.concurrent.CancellationException where it was cancelled
     */
    MeasuredScores measure(Path model, Split split, Path scratch, BooleanSupplier cancelled);
}
