package dev.merganser.recipes.tensor;

import java.util.Optional;

/**
 * The values of a float tensor as float32, row-major: decoded from a stored tensor, or computed
 * while they are read. Safe for use by many threads.
 */
public interface FloatTensor {

    /** Name, shape and the type that the values would be stored in. */
    TensorInfo info();

    /**
     * Reads elements.
     *
     * @param from the first element
     * @param into receives {@code count} values, from its start
     * @param count how many; the caller stays within the tensor
     */
    void read(long from, float[] into, int count);

    /** As {@link #read}; the answer is whether all these values are finite. */
    default boolean readChecked(long from, float[] into, int count) {
        read(from, into, count);
        return FloatBits.areFinite(into, 0, count);
    }

    /** The stored tensor, where the values are nothing but its elements decoded. */
    default Optional<Tensor> stored() {
        return Optional.empty();
    }

    /** The first rows and columns of a matrix: those that are in {@code shape}. */
    default FloatTensor cropped(Shape shape) {
        return new CroppedFloats(this, new TensorInfo(info().name(), info().dtype(), shape));
    }

    /** The values of a stored tensor of a float type. */
    static FloatTensor of(Tensor tensor) {
        return new StoredFloats(tensor);
    }
}
