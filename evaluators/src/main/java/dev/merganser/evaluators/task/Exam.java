package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.Rows;

import java.util.List;
import java.util.Optional;

/** One split of a task on one graph. Immutable; safe for use by many threads. */
public interface Exam {

    /** What is fed. */
    Rows rows();

    /** The float32 output of the graph that answers. */
    String output();

    /** Takes the answers of one candidate. */
    Collector collector();

    /** How losses read the answers; empty: it gives none. */
    default Optional<Reading> reading() {
        return Optional.empty();
    }

    /**
     * This exam with what its teachers answered.
     *
     * @param predictions one per teacher, in their order, as a collector gives them
     */
    default Exam taught(List<Object> predictions) {
        return this;
    }
}
