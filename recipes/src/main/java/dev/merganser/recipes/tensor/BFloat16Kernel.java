package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Stored bfloat16 to and from float32; positions in the segment are in bytes.
 *
 * <p>Two neighbours at a time: one {@code int} holds two bfloat16, one {@code long} two float32.
 * The compiler turns such loops over arrays into vector instructions within milliseconds; element
 * by element it does not, and with the Vector API it takes a second to begin with. The few elements
 * of short runs and of NaN go one by one. All give the same bits.
 */
final class BFloat16Kernel {
    private static final ValueLayout.OfShort STORED =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final boolean PAIRS_FIT = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int PAIRS_PAY_FROM = 64;
    private static final int EXPONENTS = 0x7f80_7f80;
    private static final int ONE_MORE = 0x0080_0080;
    private static final int OVERFLOWS = 0x8000_8000;
    private static final long MAGNITUDES = 0x7fff_ffff_7fff_ffffL;
    private static final long TO_NAN = 0x007f_ffff_007f_ffffL;
    private static final long NANS = 0x8000_0000_8000_0000L;
    private static final int QUIET = 0x40;
    private static final long LOW = 0xffff_ffffL;

    private static final ThreadLocal<Room> ROOM = ThreadLocal.withInitial(Room::new);

    private BFloat16Kernel() {}

    /** Arrays of one thread, and their bytes. */
    private static final class Room {
        static final int PAIRS = 1024;

        final int[] stored = new int[PAIRS];
        final long[] floats = new long[PAIRS];
        final MemorySegment storedBytes = MemorySegment.ofArray(stored);
        final MemorySegment floatBytes = MemorySegment.ofArray(floats);
    }

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

    /** The answer is whether all values are finite. */
    static boolean decode(MemorySegment src, long at, float[] dst, int pos, int n) {
        int pairs = pairsPay(n) ? n / 2 : 0;
        boolean finite = decodePairs(src, at, dst, pos, pairs);
        for (int i = 2 * pairs; i < n; i++) {
            float value = toFloat(src.get(STORED, at + 2L * i));
            dst[pos + i] = value;
            finite &= Float.isFinite(value);
        }
        return finite;
    }

    private static boolean decodePairs(
            MemorySegment src, long at, float[] dst, int pos, int count) {
        Room room = ROOM.get();
        MemorySegment floats = MemorySegment.ofArray(dst);
        int overflows = 0;
        for (int i = 0; i < count; i += Room.PAIRS) {
            int pairs = Math.min(Room.PAIRS, count - i);
            FloatBits.copy(src, at + 4L * i, room.storedBytes, 0, 4L * pairs);
            overflows |= overflows(room.stored, pairs);
            widen(room.stored, room.floats, pairs);
            FloatBits.copy(room.floatBytes, 0, floats, 4L * pos + 8L * i, 8L * pairs);
        }
        return overflows == 0;
    }

    /** Not 0 where an exponent has all its bits set. */
    private static int overflows(int[] stored, int pairs) {
        int found = 0;
        for (int i = 0; i < pairs; i++) {
            found |= ((stored[i] & EXPONENTS) + ONE_MORE) & OVERFLOWS;
        }
        return found;
    }

    private static void widen(int[] stored, long[] floats, int pairs) {
        for (int i = 0; i < pairs; i++) {
            long pair = stored[i];
            floats[i] = ((pair & 0xffffL) << 16) | ((pair & 0xffff_0000L) << 32);
        }
    }

    static void encode(float[] src, int pos, int n, MemorySegment dst, long at) {
        int done = pairsPay(n) ? encodePairs(src, pos, n, dst, at) : 0;
        for (int i = done; i < n; i++) {
            dst.set(STORED, at + 2L * i, fromFloat(src[pos + i]));
        }
    }

    /** Encodes from the start, up to the first pieces that hold a NaN. */
    private static int encodePairs(float[] src, int pos, int n, MemorySegment dst, long at) {
        Room room = ROOM.get();
        MemorySegment floats = MemorySegment.ofArray(src);
        int end = n & -2;
        for (int i = 0; i < end; i += 2 * Room.PAIRS) {
            int pairs = Math.min(Room.PAIRS, (end - i) / 2);
            FloatBits.copy(floats, 4L * (pos + i), room.floatBytes, 0, 8L * pairs);
            if (nans(room.floats, pairs) != 0) {
                return i;
            }
            narrow(room.floats, room.stored, pairs);
            FloatBits.copy(room.storedBytes, 0, dst, at + 2L * i, 4L * pairs);
        }
        return end;
    }

    /** Not 0 where a value is NaN. */
    private static long nans(long[] floats, int pairs) {
        long found = 0;
        for (int i = 0; i < pairs; i++) {
            found |= ((floats[i] & MAGNITUDES) + TO_NAN) & NANS;
        }
        return found;
    }

    /** No NaN: the sums stay within 32 bits. */
    private static void narrow(long[] floats, int[] stored, int pairs) {
        for (int i = 0; i < pairs; i++) {
            long pair = floats[i];
            long first = ((pair & LOW) + 0x7fff + ((pair >>> 16) & 1)) >>> 16;
            long second = (pair >>> 32) + 0x7fff + ((pair >>> 48) & 1);
            stored[i] = (int) (first | (second & 0xffff_0000L));
        }
    }

    static void round(float[] values, int pos, int n) {
        for (int i = pos; i < pos + n; i++) {
            values[i] = toFloat(fromFloat(values[i]));
        }
    }

    private static boolean pairsPay(int n) {
        return PAIRS_FIT && n >= PAIRS_PAY_FROM;
    }
}
