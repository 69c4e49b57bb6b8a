package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A named tensor with its data: row-major, little-endian, {@code info.bytes()} long, at any
 * alignment, read-only, and valid while its owner is open. Two tensors are equal when their infos
 * and their bytes are.
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

    /** Name of the tensor. */
    public String name() {
        return info.name();
    }

    /** Element type of the tensor. */
    public DType dtype() {
        return info.dtype();
    }

    /** Dimensions of the tensor. */
    public Shape shape() {
        return info.shape();
    }

    /** All elements of a float tensor as float32; at most 2^31 - 1 of them. */
    public float[] floats() {
        float[] values = new float[Math.toIntExact(info.shape().elements())];
        Floats.decode(info.dtype(), data, 0, values, 0, values.length);
        return values;
    }

    /**
     * Writes all elements of a float tensor as float32.
     *
     * @param out native byte order, as many elements as the tensor has
     */
    public void read(MemorySegment out) {
        Floats.decode(info.dtype(), data, 0, out, 0, info.shape().elements());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor that
                && info.equals(that.info)
                && data.mismatch(that.data) == -1;
    }

    @Override
    public int hashCode() {
        return info.hashCode();
    }
}
