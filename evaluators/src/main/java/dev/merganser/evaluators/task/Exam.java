package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.Rows;

/** One split of a task on one graph. Immutable; safe for use by many threads. */
public interface Exam {

    /** What is fed. */
    Rows rows();

    /** The float32 output of the graph that answers. */
    String output();

    /** Takes the answers of one candidate. */
    Collector collector();
}
