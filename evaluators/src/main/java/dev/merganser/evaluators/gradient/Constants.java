package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads constants of forward graphs and makes those of gradient graphs. */
final class Constants {

    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Constants() {}

    /** The one element of a constant; empty for values that are none and for several elements. */
    static Optional<Double> number(Application at, String value) {
        return number(at.constant(value));
    }

    static Optional<Double> number(Map<String, Tensor> constants, String value) {
        return number(Optional.ofNullable(constants.get(value)));
    }

    private static Optional<Double> number(Optional<Tensor> constant) {
        return constant.filter(tensor -> tensor.shape().elements() == 1).flatMap(Constants::first);
    }

    private static Optional<Double> first(Tensor tensor) {
        return switch (tensor.dtype()) {
            case F64, F32, F16, BF16 -> Optional.of((double) tensor.floats()[0]);
            case I64, I32 -> Optional.of((double) longs(tensor)[0]);
            case I16, I8, U64, U32, U16, U8, BOOL -> Optional.empty();
        };
    }

    /** The elements of a constant of whole numbers; empty for values that are none. */
    static Optional<long[]> longs(Application at, String value) {
        return longs(at.constant(value));
    }

    static Optional<long[]> longs(Map<String, Tensor> constants, String value) {
        return longs(Optional.ofNullable(constants.get(value)));
    }

    private static Optional<long[]> longs(Optional<Tensor> constant) {
        return constant.filter(tensor -> !tensor.dtype().isFloat() && tensor.dtype().bytes() >= 4)
                .map(Constants::longs);
    }

    static long[] longs(Tensor tensor) {
        int width = tensor.dtype().bytes();
        return LongStream.range(0, tensor.shape().elements())
                .map(
                        i ->
                                width == Long.BYTES
                                        ? tensor.data().get(LONG, i * width)
                                        : tensor.data().get(INT, i * width))
                .toArray();
    }

    /** Whole numbers of 64 bits, a vector. */
    static Tensor int64s(String name, long... elements) {
        MemorySegment data = MemorySegment.ofArray(new byte[Long.BYTES * elements.length]);
        MemorySegment.copy(elements, 0, data, LONG, 0, elements.length);
        return new Tensor(new TensorInfo(name, DType.I64, Shape.of(elements.length)), data);
    }

    /** Floats without a name. */
    static Tensor floats(Shape shape, float... elements) {
        MemorySegment data = MemorySegment.ofArray(new byte[Float.BYTES * elements.length]);
        Floats.encode(DType.F32, elements, 0, elements.length, data, 0);
        return new Tensor(new TensorInfo("", DType.F32, shape), data);
    }

    /** The same float everywhere. */
    static Tensor filled(Shape shape, float value) {
        float[] elements = new float[Math.toIntExact(shape.elements())];
        Arrays.fill(elements, value);
        return floats(shape, elements);
    }

    /** What {@code OneHot} writes: 0, and 1 in the place that an index names. */
    static Tensor zeroAndOne() {
        return floats(Shape.of(2), 0, 1);
    }
}
