package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.parallel.Workers;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Gives the data of tensors that are being written. */
@FunctionalInterface
public interface TensorSupplier {

    /**
     * Fills all of {@code out}.
     *
     * @param info the tensor that is wanted
     * @param out {@code info.bytes()} bytes, little-endian, row-major, at any alignment; zero at
     *     first, to be used in this call only
     */
    void write(TensorInfo info, MemorySegment out);

    /**
     * Does what must be done once before any tensor is given.
     *
     * @param workers who may help
     */
    default void prepare(Workers workers) {}

    /**
     * Makes a tensor ready to be given part by part, which several threads then do at once: much
     * faster than {@link #write}, which is not called where there are parts.
     *
     * @param workers who may help with making it ready
     */
    default Optional<TensorParts> parts(TensorInfo info, Workers workers) {
        return Optional.empty();
    }
}
