package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;

/** Takes what the heads of a group's candidates give. */
@FunctionalInterface
public interface OutputTaker {

    /**
     * Takes one output, which lasts for this call only; what it throws is this candidate's failure.
     *
     * @param candidate its place in the group
     */
    void take(int candidate, Batch batch, Output output);
}
