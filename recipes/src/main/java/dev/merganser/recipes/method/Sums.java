package dev.merganser.recipes.method;

import java.util.Arrays;

/**
 * Sums over models, element by element, in double and in the order of the models, so that only the
 * last step rounds: to float32, and from there to the type in which the tensor is stored.
 *
 * <p>Weights such as 0.3 are no binary fractions, and weighted means of bfloat16 values often lie
 * half way between two of them. In double, what is half way stays within 2⁻⁵⁰ of it; float32 takes
 * it for half way, so that the even neighbour is chosen, as exact decimal arithmetic would.
 */
public final class Sums {

    private Sums() {}

    /** {@code sums = 0 + w₀x₀ + w₁x₁ + …}, each product rounded, no fused multiply-add. */
    public static void weighted(Block block, double[] weights, double[] sums) {
        Arrays.fill(sums, 0, block.length(), 0);
        for (int m = 0; m < weights.length; m++) {
            add(block.model(m), weights[m], sums, block.length());
        }
    }

    /** Adds {@code weight · values}. */
    public static void add(float[] values, double weight, double[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += weight * values[i];
        }
    }

    /** Divides by a number, element by element. */
    public static void divide(double[] sums, double divisor, int count) {
        if (divisor != 1) {
            for (int i = 0; i < count; i++) {
                sums[i] /= divisor;
            }
        }
    }

    /** Rounds to float32. */
    public static void round(double[] sums, float[] merged, int count) {
        for (int i = 0; i < count; i++) {
            merged[i] = (float) sums[i];
        }
    }
}
