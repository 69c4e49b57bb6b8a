package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.Vectors;

/**
 * Elects a sign for each element and adds up only the weighted task vectors that agree with it
 * (TIES, arXiv:2306.01708, steps 2 and 3): the sign of the sum Σeᵢ, positive where that is 0. A
 * zero agrees with neither sign.
 */
final class SignElection {

    private SignElection() {}

    /**
     * Sums the agreeing task vectors and, where {@code normalize} is on and any agree, divides by
     * the sum of their weights.
     *
     * @param block task vectors δᵢ, not yet weighted; the first is overwritten
     * @param weights wᵢ, so that eᵢ = wᵢδᵢ
     * @param merged receives the result
     */
    static void merge(Block block, float[] weights, boolean normalize, float[] merged) {
        if (Vectors.usable()) {
            SignVectors.merge(block, weights, normalize, merged);
            return;
        }
        for (int i = 0; i < block.length(); i++) {
            merged[i] = merged(block, i, weights, normalize);
        }
    }

    private static float merged(Block block, int i, float[] weights, boolean normalize) {
        float direction = elected(block, i, weights);
        float sum = 0;
        float shares = 0;
        for (int m = 0; m < weights.length; m++) {
            float value = block.model(m)[i] * weights[m];
            float agrees = value * direction > 0 ? 1 : 0;
            sum += value * agrees;
            shares += agrees * weights[m];
        }
        return normalize ? sum / (shares == 0 ? 1 : shares) : sum;
    }

    private static float elected(Block block, int i, float[] weights) {
        float sum = 0;
        for (int m = 0; m < weights.length; m++) {
            sum += block.model(m)[i] * weights[m];
        }
        return sum >= 0 ? 1 : -1;
    }
}
