package dev.merganser.evaluators.runtime;

import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;

/** Runs a graph with the weights of one candidate at a time. For one thread at a time. */
public interface ModelRunner extends AutoCloseable {

    /**
     * Takes over a candidate's weights. One that is missing or of another shape is bad data, and so
     * is a tensor that differs from a constant of the graph.
     */
    void load(WeightSource candidate);

    /**
     * Features of a batch.
     *
     * @return {@code [batch.count(), features.hidden()]} float32, valid until the next call
     */
    MemorySegment run(Features features, Batch batch);

    @Override
    void close();
}
