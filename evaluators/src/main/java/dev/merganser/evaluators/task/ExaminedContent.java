package dev.merganser.evaluators.task;

import dev.merganser.evaluators.metric.Metric.Need;
import dev.merganser.evaluators.runtime.ModelPorts;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Items that a graph is fed with; its answers are measured by the metrics of the task's kind. */
public non-sealed interface ExaminedContent extends TaskContent {

    /** A split on a graph; a graph that does not fit is refused with what it must have. */
    Exam exam(Split split, ModelPorts ports);

    /**
     * Checkpoints for the same graph that answer each split first, once; their predictions go to
     * {@link Exam#taught}. Usually none.
     */
    default List<Path> teachers() {
        return List.of();
    }

    /** What it has of that which metrics may need. */
    default Set<Need> offers() {
        return Set.of(Need.LABELS);
    }
}
