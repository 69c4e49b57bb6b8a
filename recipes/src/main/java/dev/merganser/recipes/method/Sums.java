package dev.merganser.recipes.method;

import java.util.Arrays;

/** Sums over models, element by element, in float32 and in the order of the models. */
final class Sums {

    private Sums() {}

    /** {@code merged = 0 + w₀x₀ + w₁x₁ + …}, each product rounded, no fused multiply-add. */
    static void weighted(Block block, float[] weights, float[] merged) {
        Arrays.fill(merged, 0, block.length(), 0f);
        for (int m = 0; m < weights.length; m++) {
            float[] values = block.model(m);
            float weight = weights[m];
            for (int i = 0; i < block.length(); i++) {
                merged[i] += weight * values[i];
            }
        }
    }

    /** Divides by a number, element by element. */
    static void divide(float[] values, float divisor, int count) {
        for (int i = 0; i < count; i++) {
            values[i] /= divisor;
        }
    }
}
