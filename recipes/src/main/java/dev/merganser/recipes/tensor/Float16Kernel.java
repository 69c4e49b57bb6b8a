package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Stored float16 to and from float32; positions in the segment are in bytes. Segments are copied in
 * blocks through arrays, over which the compiler turns the plain loops into vector instructions.
 */
final class Float16Kernel {
    private static final ValueLayout.OfShort STORED =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK = 2048;

    private Float16Kernel() {}

    static void decode(MemorySegment src, long at, float[] dst, int pos, int n) {
        short[] block = new short[Math.min(n, BLOCK)];
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(n - done, BLOCK);
            MemorySegment.copy(src, STORED, at + 2L * done, block, 0, count);
            widen(block, count, dst, pos + done);
        }
    }

    static void encode(float[] src, int pos, int n, MemorySegment dst, long at) {
        short[] block = new short[Math.min(n, BLOCK)];
        for (int done = 0; done < n; done += BLOCK) {
            int count = Math.min(n - done, BLOCK);
            narrow(src, pos + done, block, count);
            MemorySegment.copy(block, 0, dst, STORED, at + 2L * done, count);
        }
    }

    static void round(float[] values, int pos, int n) {
        for (int i = pos; i < pos + n; i++) {
            values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
        }
    }

    private static void widen(short[] from, int n, float[] to, int pos) {
        for (int i = 0; i < n; i++) {
            to[pos + i] = Float.float16ToFloat(from[i]);
        }
    }

    private static void narrow(float[] from, int pos, short[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Float.floatToFloat16(from[pos + i]);
        }
    }
}
