package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.ArrayMerge;

/** The two task vectors of 4 by 4 that many methods are worked out for by hand or by NumPy. */
final class WorkedExample {
    static final float[] BASE = {4, 1, 0, 1, 1, 5, 1, 0, 0, 1, 4, 1, 1, 0, 1, 5};
    static final float[] ONE = {1, 2, 0, -1, 0, 3, 1, 0, 2, -1, 1, 0, 0, 0, 1, 2};
    static final float[] TWO = {0, 1, 1, 0, -2, 1, 0, 1, 1, 0, 3, -1, 1, 0, -1, 1};

    private WorkedExample() {}

    static ArrayMerge merge(String method) {
        return ArrayMerge.of(method)
                .shaped(4, 4)
                .base(BASE)
                .model(plus(BASE, ONE))
                .model(plus(BASE, TWO));
    }

    /** What the merge adds to the base. */
    static float[] added(ArrayMerge merge) {
        float[] merged = merge.merged();
        for (int i = 0; i < merged.length; i++) {
            merged[i] -= BASE[i];
        }
        return merged;
    }

    static float[] plus(float[] some, float[] others) {
        float[] sum = some.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += others[i];
        }
        return sum;
    }
}
