package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;

/**
 * The loss of one batch of one task, with its gradient. Immutable; safe for use by many threads.
 */
public interface BatchLoss {

    /** The float32 values of the model that it looks at: outputs, and states between layers. */
    Set<String> values();

    /**
     * Computes the sum over the batch's items, in double, in a fixed order.
     *
     * @param values what the model gave, by name; at least {@link #values()}
     * @param cotangents where the gradient of the sum goes, by name: native-order float32, of the
     *     value's shape, zero; empty: the loss alone is asked for
     * @return may be NaN or infinite where the values are
     */
    double backward(Batch batch, Map<String, Output> values, Map<String, MemorySegment> cotangents);
}
