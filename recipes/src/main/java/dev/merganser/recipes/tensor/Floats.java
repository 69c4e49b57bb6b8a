package dev.merganser.recipes.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Conversions between stored float tensors (F64, F32, F16, BF16) and float32.
 *
 * <p>Stored elements are little-endian at any alignment. Narrowing rounds to nearest, ties to even;
 * what is too large becomes infinite, what is too small a subnormal or a zero of its sign; NaN
 * stays NaN. Results do not depend on the machine's vector length. Positions and counts are in
 * elements. Safe for use by many threads. Integer types throw {@link IllegalArgumentException},
 * positions outside an array or segment {@link IndexOutOfBoundsException}.
 */
public final class Floats {
    private static final ValueLayout.OfFloat STORED =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat NATIVE =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
    private static final int BLOCK = 8192;

    private Floats() {}

    /** Reads {@code n} stored elements, beginning with {@code srcElement}, as float32. */
    public static void decode(
            DType dtype, MemorySegment src, long srcElement, float[] dst, int dstPos, int n) {
        long at = Math.multiplyExact(srcElement, (long) dtype.bytes());
        switch (dtype) {
            case F64 -> Float64Kernel.decode(src, at, dst, dstPos, n);
            case F32 -> MemorySegment.copy(src, STORED, at, dst, dstPos, n);
            case F16 -> Float16Kernel.decode(src, at, dst, dstPos, n);
            case BF16 -> BFloat16Kernel.decode(src, at, dst, dstPos, n);
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw notFloat(dtype);
        }
    }

    /** As {@link #decode}; the answer is whether all values are finite. */
    public static boolean decodeChecked(
            DType dtype, MemorySegment src, long srcElement, float[] dst, int dstPos, int n) {
        if (dtype == DType.BF16) {
            long at = Math.multiplyExact(srcElement, (long) dtype.bytes());
            return BFloat16Kernel.decode(src, at, dst, dstPos, n);
        }
        decode(dtype, src, srcElement, dst, dstPos, n);
        return FloatBits.areFinite(dst, dstPos, n);
    }

    /** Writes {@code n} float32 values as stored elements, beginning with {@code dstElement}. */
    public static void encode(
            DType dtype, float[] src, int srcPos, int n, MemorySegment dst, long dstElement) {
        long at = Math.multiplyExact(dstElement, (long) dtype.bytes());
        switch (dtype) {
            case F64 -> Float64Kernel.encode(src, srcPos, n, dst, at);
            case F32 -> MemorySegment.copy(src, srcPos, dst, STORED, at, n);
            case F16 -> Float16Kernel.encode(src, srcPos, n, dst, at);
            case BF16 -> BFloat16Kernel.encode(src, srcPos, n, dst, at);
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw notFloat(dtype);
        }
    }

    /** As the other {@code decode}, into a segment of float32 in the machine's byte order. */
    public static void decode(
            DType dtype, MemorySegment src, long srcElement, MemorySegment dst, long at, long n) {
        if (dtype == DType.F32) {
            MemorySegment.copy(src, STORED, srcElement * 4, dst, NATIVE, at * 4, n);
            return;
        }
        float[] block = new float[(int) Math.min(n, BLOCK)];
        for (long done = 0; done < n; done += BLOCK) {
            int count = (int) Math.min(n - done, BLOCK);
            decode(dtype, src, srcElement + done, block, 0, count);
            MemorySegment.copy(block, 0, dst, NATIVE, (at + done) * 4, count);
        }
    }

    /** As the other {@code encode}, from a segment of float32 in the machine's byte order. */
    public static void encode(
            DType dtype, MemorySegment src, long at, long n, MemorySegment dst, long dstElement) {
        if (dtype == DType.F32) {
            MemorySegment.copy(src, NATIVE, at * 4, dst, STORED, dstElement * 4, n);
            return;
        }
        float[] block = new float[(int) Math.min(n, BLOCK)];
        for (long done = 0; done < n; done += BLOCK) {
            int count = (int) Math.min(n - done, BLOCK);
            MemorySegment.copy(src, NATIVE, (at + done) * 4, block, 0, count);
            encode(dtype, block, 0, count, dst, dstElement + done);
        }
    }

    /** The value that {@code value} has after being stored as {@code dtype}. */
    public static float round(DType dtype, float value) {
        return switch (dtype) {
            case F64, F32 -> value;
            case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
            case BF16 -> BFloat16Kernel.toFloat(BFloat16Kernel.fromFloat(value));
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw notFloat(dtype);
        };
    }

    /** Replaces {@code n} values by what they are after being stored as {@code dtype}. */
    public static void round(DType dtype, float[] values, int pos, int n) {
        switch (dtype) {
            case F64, F32 -> {}
            case F16 -> Float16Kernel.round(values, pos, n);
            case BF16 -> BFloat16Kernel.round(values, pos, n);
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw notFloat(dtype);
        }
    }

    /** The largest value that stays finite when it is stored as {@code dtype}. */
    public static float largest(DType dtype) {
        return switch (dtype) {
            case F64, F32 -> Float.MAX_VALUE;
            case F16 -> 65504f;
            case BF16 -> Float.intBitsToFloat(0x7f7f0000);
            case I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> throw notFloat(dtype);
        };
    }

    private static IllegalArgumentException notFloat(DType dtype) {
        return new IllegalArgumentException("A float type is needed, found " + dtype);
    }
}
