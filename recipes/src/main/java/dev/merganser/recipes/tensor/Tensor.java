package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A named tensor with its data: row-major, little-endian, {@code info.bytes()} long, read-only, and
 * valid while its owner is open.
 */
public record Tensor(TensorInfo info, MemorySegment data) {

    public Tensor {
        if (data.byteSize() != info.bytes()) {
            throw new IllegalArgumentException(
                    "Tensor '%s' of %s %s needs %d bytes, but its data has %d"
                            .formatted(
                                    info.name(),
                                    info.dtype(),
                                    info.shape(),
                                    info.bytes(),
                                    data.byteSize()));
        }
        data = data.asReadOnly();
    }
}
