package dev.merganser.evaluators.task;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;

/** Takes what a candidate's graph gave, batch by batch, and keeps what metrics need. */
public interface Collector {

    /** Takes the output of a batch, which lasts for this call only. */
    void take(Batch batch, Output output);

    /** The predictions of all items, of the kind's type; all batches have been taken. */
    Object predictions();
}
