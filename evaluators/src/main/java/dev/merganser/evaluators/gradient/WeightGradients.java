package dev.merganser.evaluators.gradient;

import java.lang.foreign.MemorySegment;

/** Takes gradients of weights as they come, the last step's first; a weight may come often. */
public interface WeightGradients {

    /**
     * A gradient.
     *
     * @param gradient native-order float32, of the weight's shape; for this call only
     */
    void full(String weight, MemorySegment gradient);

    /**
     * Rows of a gradient that is zero elsewhere.
     *
     * @param indices which rows, none negative; equal ones add up
     * @param rows native-order float32; for this call only
     */
    void rows(String weight, long[] indices, MemorySegment rows);
}
