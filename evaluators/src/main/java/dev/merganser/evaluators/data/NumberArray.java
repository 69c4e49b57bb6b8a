package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A dense array of numbers in a file, row-major and little-endian; its first dimension counts
 * items.
 *
 * @param place what messages call it: {@code items.npz, array 'x'}
 */
record NumberArray(String place, DType dtype, Shape shape, MemorySegment data) {

    private static final int MAX_VALUES = 500_000_000;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    NumberArray {
        if (shape.rank() < 1 || shape.dims().getFirst() < 1) {
            throw new BadDataException(
                    "%s: must have items along its first dimension, but its shape is %s."
                            .formatted(place, shape));
        }
        if (!(shape.elements() >= 1 && shape.elements() <= MAX_VALUES)) {
            throw new BadDataException(
                    "%s: must hold 1 to %d values, but its shape is %s."
                            .formatted(place, MAX_VALUES, shape));
        }
    }

    int count() {
        return Math.toIntExact(shape.dims().getFirst());
    }

    /** The shape of one item. */
    Shape itemShape() {
        return new Shape(shape.dims().subList(1, shape.rank()));
    }

    /** All values as float32, finite, minus zero as zero. */
    float[] floats() {
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) at(i) + 0f;
            if (!Float.isFinite(values[i])) {
                throw bad(i, "values must be finite float32 numbers");
            }
        }
        return values;
    }

    /** One class per item. */
    int[] classes() {
        requireFlat();
        int[] values = new int[count()];
        for (int i = 0; i < values.length; i++) {
            double value = at(i);
            if (!(value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value))) {
                throw bad(i, "a label must be a whole number from 0");
            }
            values[i] = (int) value;
        }
        return values;
    }

    /** One number per item. */
    double[] numbers() {
        requireFlat();
        double[] values = new double[count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = at(i);
            if (!Double.isFinite(values[i])) {
                throw bad(i, "a label must be a finite number");
            }
        }
        return values;
    }

    private void requireFlat() {
        if (shape.elements() != count()) {
            throw new BadDataException(
                    "%s: must hold one label per item, but its shape is %s."
                            .formatted(place, shape));
        }
    }

    private BadDataException bad(int index, String must) {
        long item = index / itemShape().elements();
        return new BadDataException(
                "%s, item %d: %s, found %s.".formatted(place, item, must, at(index)));
    }

    private double at(long i) {
        return switch (dtype) {
            case F64 -> Double.longBitsToDouble(data.get(LONG, i * 8));
            case F32 -> Float.intBitsToFloat(data.get(INT, i * 4));
            case F16 -> Float.float16ToFloat(data.get(SHORT, i * 2));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, i * 2) << 16);
            case I64 -> data.get(LONG, i * 8);
            case I32 -> data.get(INT, i * 4);
            case I16 -> data.get(SHORT, i * 2);
            case I8 -> data.get(ValueLayout.JAVA_BYTE, i);
            case U64 -> unsigned(data.get(LONG, i * 8));
            case U32 -> Integer.toUnsignedLong(data.get(INT, i * 4));
            case U16 -> Short.toUnsignedInt(data.get(SHORT, i * 2));
            case U8, BOOL -> Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, i));
        };
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0;
    }
}
