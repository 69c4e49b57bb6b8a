package dev.merganser.recipes.tensor;

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
        int done = vectorsPay(n) ? BFloat16Vectors.decode(src, at, dst, pos, n) : 0;
        for (int i = done; i < n; i++) {
            dst[pos + i] = toFloat(src.get(STORED, at + 2L * i));
        }
    }

    static void encode(float[] src, int pos, int n, MemorySegment dst, long at) {
        int done = vectorsPay(n) ? BFloat16Vectors.encode(src, pos, n, dst, at) : 0;
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
        return n >= VECTORS_PAY_FROM && Vectors.usable();
    }
}
