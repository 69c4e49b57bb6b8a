package dev.merganser.evaluators.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.ByteCount;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/** A tensor that sessions take and give. */
public final class Value implements AutoCloseable {

    private final OnnxTensor tensor;
    private final Shape shape;

    Value(OnnxTensor tensor) {
        this.tensor = tensor;
        this.shape = Shape.of(tensor.getInfo().getShape());
    }

    /**
     * A tensor over memory of the caller, without a copy; the caller closes it before the memory
     * goes. Bad data where it has 2 GB or more.
     *
     * @param memory native, in native byte order, as many elements as the shape has
     * @param info with the name that messages give it
     */
    public static Value over(SessionFactory sessions, MemorySegment memory, TensorInfo info) {
        requireWrappable(memory, info);
        ByteBuffer buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder());
        long[] dims = info.shape().dims().stream().mapToLong(Long::longValue).toArray();
        try {
            return new Value(
                    OnnxTensor.createTensor(
                            sessions.environment(), buffer, dims, ElementTypes.toOrt(info)));
        } catch (OrtException e) {
            throw OrtErrors.of(
                    "Tensor '%s' of %s %s cannot be made"
                            .formatted(info.name(), info.dtype(), info.shape()),
                    e);
        }
    }

    private static void requireWrappable(MemorySegment memory, TensorInfo info) {
        if (memory.byteSize() > Integer.MAX_VALUE) {
            throw new BadDataException(
                    "Tensor '%s' of %s %s must have less than 2 GB to be fed, found %s."
                            .formatted(
                                    info.name(),
                                    info.dtype(),
                                    info.shape(),
                                    ByteCount.text(memory.byteSize())));
        }
    }

    OnnxTensor tensor() {
        return tensor;
    }

    public DType dtype() {
        return ElementTypes.fromOrt(tensor.getInfo().type);
    }

    public Shape shape() {
        return shape;
    }

    /** Size of the elements in bytes. */
    public long bytes() {
        return shape.elements() * dtype().bytes();
    }

    /** The elements of a float32 tensor, copied. */
    public float[] floats() {
        return tensor.getFloatBuffer().array();
    }

    /** The elements of an int64 or int32 tensor, copied. */
    public long[] longs() {
        return switch (dtype()) {
            case I64 -> tensor.getLongBuffer().array();
            case I32 -> IntStream.of(tensor.getIntBuffer().array()).asLongStream().toArray();
            default ->
                    throw new BadDataException(
                            "A tensor of indices must be int64 or int32, but is %s."
                                    .formatted(dtype()));
        };
    }

    @Override
    public void close() {
        tensor.close();
    }
}
