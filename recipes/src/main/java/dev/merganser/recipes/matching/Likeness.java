package dev.merganser.recipes.matching;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Floats;

/** Whether two tensors hold the same values, apart from what the narrower type rounds away. */
final class Likeness {

    private static final int SAMPLES = 24;
    private static final int BLOCK = 1 << 12;

    private Likeness() {}

    /** Looks at a few elements spread over tensors of one shape. */
    static boolean sampled(FloatTensor one, FloatTensor other) {
        long elements = one.info().shape().elements();
        for (int s = 0; s < SAMPLES && s < elements; s++) {
            long at = elements <= SAMPLES ? s : (elements - 1) / (SAMPLES - 1) * s;
            if (!isEqual(one, other, at, 1)) {
                return false;
            }
        }
        return true;
    }

    /** Looks at all elements of tensors of one shape. */
    static boolean whole(FloatTensor one, FloatTensor other) {
        if (!sampled(one, other)) {
            return false;
        }
        long elements = one.info().shape().elements();
        for (long from = 0; from < elements; from += BLOCK) {
            if (!isEqual(one, other, from, (int) Math.min(BLOCK, elements - from))) {
                return false;
            }
        }
        return true;
    }

    /** Whether all elements are the same, which says nothing of where they come from. */
    static boolean isUniform(FloatTensor tensor) {
        long elements = tensor.info().shape().elements();
        float[] values = new float[BLOCK];
        tensor.read(0, values, 1);
        float first = values[0];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            tensor.read(from, values, count);
            for (int i = 0; i < count; i++) {
                if (values[i] != first) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isEqual(FloatTensor one, FloatTensor other, long from, int count) {
        DType narrow = narrower(one.info().dtype(), other.info().dtype());
        float[] ours = rounded(one, from, count, narrow);
        float[] theirs = rounded(other, from, count, narrow);
        for (int i = 0; i < count; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        return true;
    }

    private static DType narrower(DType one, DType other) {
        return one.bytes() <= other.bytes() ? one : other;
    }

    private static float[] rounded(FloatTensor tensor, long from, int count, DType dtype) {
        float[] values = new float[count];
        tensor.read(from, values, count);
        Floats.round(dtype, values, 0, count);
        return values;
    }
}
