package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.ModelPorts;

/** Items that a graph is fed with; its answers are measured by the metrics of the task's kind. */
public non-sealed interface ExaminedContent extends TaskContent {

    /** A split on a graph; a graph that does not fit is refused with what it must have. */
    Exam exam(Split split, ModelPorts ports);
}
