package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Stored float64 to and from float32; positions in the segment are in bytes. */
final class Float64Kernel {
    private static final ValueLayout.OfDouble STORED =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Float64Kernel() {}

    static void decode(MemorySegment src, long at, float[] dst, int pos, int n) {
        for (int i = 0; i < n; i++) {
            dst[pos + i] = (float) src.get(STORED, at + 8L * i);
        }
    }

    static void encode(float[] src, int pos, int n, MemorySegment dst, long at) {
        for (int i = 0; i < n; i++) {
            dst.set(STORED, at + 8L * i, src[pos + i]);
        }
    }
}
