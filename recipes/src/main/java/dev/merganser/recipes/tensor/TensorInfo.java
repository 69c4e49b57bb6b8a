package dev.merganser.recipes.tensor;

/** Name, element type and shape of a tensor. */
public record TensorInfo(String name, DType dtype, Shape shape) {

    /** Size of the data in bytes. */
    public long bytes() {
        return Math.multiplyExact(shape.elements(), (long) dtype.bytes());
    }
}
