package dev.merganser.recipes;

import dev.merganser.recipes.tensor.DType;

/** Keeps finite values finite in narrower types: what is too large becomes the largest value. */
final class Saturation {

    private static final float LARGEST_F16 = 65504f;
    private static final float LARGEST_BF16 = Float.intBitsToFloat(0x7f7f0000);

    private Saturation() {}

    /** Limits the first values; NaN and infinities stay. */
    static void limit(DType stored, float[] values, int count) {
        switch (stored) {
            case F16 -> limit(LARGEST_F16, values, count);
            case BF16 -> limit(LARGEST_BF16, values, count);
            case F64, F32, I64, I32, I16, I8, U64, U32, U16, U8, BOOL -> {}
        }
    }

    private static void limit(float largest, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            float value = values[i];
            if (Math.abs(value) > largest && Math.abs(value) <= Float.MAX_VALUE) {
                values[i] = Math.copySign(largest, value);
            }
        }
    }
}
