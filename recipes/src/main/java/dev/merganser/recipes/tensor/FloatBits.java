package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;

/**
 * Float32 values as the integers of their bits, whose magnitudes are in the order of the values'.
 *
 * <p>Java's compiler turns loops over {@code int[]} into vector instructions, but not those that
 * call {@link Float#floatToRawIntBits}: copying an array's bytes first is several times as fast.
 * Positions and counts are in values; where no position is given, it is 0.
 */
public final class FloatBits {
    /** All bits but the sign. */
    public static final int MAGNITUDE = 0x7fff_ffff;

    private static final int INFINITE = 0x7f80_0000;
    private static final int PIECE = 2048;
    private static final ThreadLocal<int[]> ROOM = ThreadLocal.withInitial(() -> new int[PIECE]);

    private FloatBits() {}

    /** Takes the bits of the first values. */
    public static void take(float[] values, int[] bits, int count) {
        take(values, 0, bits, count);
    }

    /** Takes the bits of values from {@code pos}. */
    public static void take(float[] values, int pos, int[] bits, int count) {
        copy(MemorySegment.ofArray(values), 4L * pos, MemorySegment.ofArray(bits), 0, 4L * count);
    }

    /** Makes values of bits. */
    public static void give(int[] bits, float[] values, int count) {
        give(bits, values, 0, count);
    }

    /** Makes values of bits, from {@code pos}. */
    public static void give(int[] bits, float[] values, int pos, int count) {
        copy(MemorySegment.ofArray(bits), 0, MemorySegment.ofArray(values), 4L * pos, 4L * count);
    }

    /** Copies bytes. One place for all, so that it is compiled once. */
    static void copy(MemorySegment from, long fromByte, MemorySegment to, long toByte, long bytes) {
        MemorySegment.copy(from, fromByte, to, toByte, bytes);
    }

    /** The largest magnitude's bits, which a NaN's exceed; 0 of no values. */
    public static int largest(float[] values, int pos, int count) {
        int[] bits = ROOM.get();
        int largest = 0;
        for (int done = 0; done < count; done += PIECE) {
            int piece = Math.min(PIECE, count - done);
            take(values, pos + done, bits, piece);
            largest = Math.max(largest, largest(bits, piece));
        }
        return largest;
    }

    /** Whether no value is NaN or infinite. */
    public static boolean areFinite(float[] values, int pos, int count) {
        return largest(values, pos, count) < INFINITE;
    }

    private static int largest(int[] bits, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, bits[i] & MAGNITUDE);
        }
        return largest;
    }
}
