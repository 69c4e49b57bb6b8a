package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Small tensors from arrays. */
final class Tensors {

    private Tensors() {}

    static Tensor floats(String name, Shape shape, float... elements) {
        MemorySegment data = MemorySegment.ofArray(new byte[elements.length * Float.BYTES]);
        MemorySegment.copy(elements, 0, data, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, elements.length);
        return new Tensor(new TensorInfo(name, DType.F32, shape), data);
    }

    static Tensor longs(String name, long... elements) {
        return longs(name, Shape.of(elements.length), elements);
    }

    static Tensor longs(String name, Shape shape, long... elements) {
        MemorySegment data = MemorySegment.ofArray(new byte[elements.length * Long.BYTES]);
        MemorySegment.copy(elements, 0, data, ValueLayout.JAVA_LONG_UNALIGNED, 0, elements.length);
        return new Tensor(new TensorInfo(name, DType.I64, shape), data);
    }

    static long[] longs(Tensor tensor) {
        return tensor.data().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }

    /** False everywhere. */
    static Tensor flags(String name, Shape shape) {
        MemorySegment data = MemorySegment.ofArray(new byte[(int) shape.elements()]);
        return new Tensor(new TensorInfo(name, DType.BOOL, shape), data);
    }
}
