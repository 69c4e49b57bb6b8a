package dev.merganser.optimizer.space;

import java.util.List;

/** A search space as a search file states it. */
public sealed interface SpaceSettings permits ParameterSpace, DataFlowSpace, HybridSpace {

    /**
     * Refuses what no model can change, such as values that a merge method does not take.
     *
     * @param experts how many there are
     */
    void check(int experts);

    /** The files that its parameters name, fixed or to choose from, each once. */
    List<String> files();
}
