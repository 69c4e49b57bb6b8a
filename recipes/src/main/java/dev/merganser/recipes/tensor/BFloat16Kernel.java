package dev.merganser.recipes.tensor;

import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.IS_NAN;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Stored bfloat16 to and from float32; positions in the segment are in bytes. Long runs use the
 * Vector API (measured: 2 to 3 times the plain loop), short ones the plain loop, which needs no
 * warm-up. Both give the same bits.
 */
final class BFloat16Kernel {
    private static final ValueLayout.OfShort STORED =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final int LANES = FLOATS.length();
    private static final int SMALLEST_VECTOR_BITS = 128;
    private static final int VECTORS_PAY_FROM = 4096;
    private static final int QUIET = 0x40;

    private BFloat16Kernel() {}

    static float toFloat(short stored) {
        return Float.intBitsToFloat(stored << 16);
    }

    /** To nearest, ties to even; a NaN keeps its sign and upper payload and becomes quiet. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int upper = bits >>> 16;
        int rounded = (bits + 0x7fff + (upper & 1)) >>> 16;
        return (short) (Float.isNaN(value) ? upper | QUIET : rounded);
    }

    static void decode(MemorySegment src, long at, float[] dst, int pos, int n) {
        int done = vectorsPay(n) ? decodeVectors(src, at, dst, pos, n) : 0;
        for (int i = done; i < n; i++) {
            dst[pos + i] = toFloat(src.get(STORED, at + 2L * i));
        }
    }

    static void encode(float[] src, int pos, int n, MemorySegment dst, long at) {
        int done = vectorsPay(n) ? encodeVectors(src, pos, n, dst, at) : 0;
        for (int i = done; i < n; i++) {
            dst.set(STORED, at + 2L * i, fromFloat(src[pos + i]));
        }
    }

    static void round(float[] values, int pos, int n) {
        for (int i = pos; i < pos + n; i++) {
            values[i] = toFloat(fromFloat(values[i]));
        }
    }

    private static boolean vectorsPay(int n) {
        return n >= VECTORS_PAY_FROM && FLOATS.vectorBitSize() >= SMALLEST_VECTOR_BITS;
    }

    private static int decodeVectors(MemorySegment src, long at, float[] dst, int pos, int n) {
        int end = FLOATS.loopBound(n);
        for (int i = 0; i < end; i += LANES) {
            var stored =
                    ShortVector.fromMemorySegment(
                            Halves.SHORTS, src, at + 2L * i, ByteOrder.LITTLE_ENDIAN);
            var bits = (IntVector) stored.convertShape(ZERO_EXTEND_S2I, INTS, 0);
            bits.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(dst, pos + i);
        }
        return end;
    }

    private static int encodeVectors(float[] src, int pos, int n, MemorySegment dst, long at) {
        int end = FLOATS.loopBound(n);
        for (int i = 0; i < end; i += LANES) {
            var values = FloatVector.fromArray(FLOATS, src, pos + i);
            var stored = (ShortVector) rounded(values).convertShape(I2S, Halves.SHORTS, 0);
            stored.intoMemorySegment(dst, at + 2L * i, ByteOrder.LITTLE_ENDIAN);
        }
        return end;
    }

    private static IntVector rounded(FloatVector values) {
        var bits = values.reinterpretAsInts();
        var upper = bits.lanewise(LSHR, 16);
        var rounded = bits.add(0x7fff).add(upper.and(1)).lanewise(LSHR, 16);
        return rounded.blend(upper.or(QUIET), values.test(IS_NAN).cast(INTS));
    }

    /** Shorts of half the vector length; a class of its own, since 64-bit vectors have no half. */
    private static final class Halves {
        static final VectorSpecies<Short> SHORTS =
                VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    }
}
