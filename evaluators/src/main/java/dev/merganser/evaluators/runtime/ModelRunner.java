package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.StepPlan;
import dev.merganser.recipes.tensor.WeightSource;

/** Runs a graph with the weights of one candidate at a time. For one thread at a time. */
public interface ModelRunner extends AutoCloseable {

    /**
     * Takes over a candidate's weights. One that is missing or of another shape is bad data, and so
     * is a tensor that differs from a constant of the graph.
     */
    void load(WeightSource candidate);

    /**
     * What the graph gives for a batch.
     *
     * @param plan the steps for one float32 output
     */
    Output run(StepPlan plan, Batch batch);

    @Override
    void close();
}
