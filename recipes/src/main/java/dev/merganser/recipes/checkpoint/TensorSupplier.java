package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;

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
}
