package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Float32 values of named float tensors, produced on demand. Safe for use by many threads. */
public interface WeightSource {

    /** Type and shape of a tensor as it would be stored; empty where there is none of that name. */
    Optional<TensorInfo> info(String name);

    /**
     * Writes the values of a float tensor.
     *
     * @param name a tensor of this source
     * @param out native-order float32, as many elements as the tensor has
     */
    void read(String name, MemorySegment out);

    /**
     * What the values of a float tensor come from: wherever two sources give equal keys for a name,
     * they give equal values, bit for bit. So who holds the values of a key need not read them
     * again. Keys are compared by {@code equals}, may be kept after the source is gone, and hold no
     * values.
     *
     * @return empty where the source cannot tell
     */
    default Optional<Object> key(String name) {
        return Optional.empty();
    }

    /**
     * A float tensor where its stored values lie in memory and are those that {@link #read} gives,
     * in the type in which they are stored; valid as long as what this source reads is open.
     *
     * @return empty where they lie nowhere, or are made by arithmetic
     */
    default Optional<Tensor> lying(String name) {
        return Optional.empty();
    }
}
