package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.Rows;

import java.util.List;

/** One split of a task on one graph. Immutable; safe for use by many threads. */
public interface Exam {

    /** What is fed. */
    Rows rows();

    /** The float32 output of the graph that answers. */
    String output();

    /** Takes the answers of one candidate. */
    Collector collector();

    /**
     * This exam with what its teachers answered.
     *
     * @param predictions one per teacher, in their order, as a collector gives them
     */
    default Exam taught(List<Object> predictions) {
        return this;
    }
}
