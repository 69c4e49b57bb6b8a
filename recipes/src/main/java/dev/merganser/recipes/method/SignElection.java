package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.Vectors;

/**
 * Elects a sign for each element and adds up only the weighted task vectors that agree with it
 * (TIES, arXiv:2306.01708, steps 2 and 3): the sign of the sum Σeᵢ, positive where that is 0. A
 * zero agrees with neither sign. In double, models in order, no fused multiply-add: where weighted
 * task vectors all but cancel, the last bits of the sum decide.
 */
final class SignElection {

    private SignElection() {}

    /**
     * Sums the agreeing task vectors and, where {@code normalize} is on and any agree, divides by
     * the sum of their weights.
     *
     * @param block task vectors δᵢ, not yet weighted
     * @param factors fᵢ, so that eᵢ = fᵢδᵢ: weight times rescale
     * @param weights wᵢ: the shares that normalize divides by
     * @param sums receives the result
     */
    static void merge(
            Block block, double[] factors, double[] weights, boolean normalize, double[] sums) {
        if (Vectors.usable()) {
            SignVectors.merge(block, factors, weights, normalize, sums);
            return;
        }
        for (int i = 0; i < block.length(); i++) {
            sums[i] = merged(block, i, factors, weights, normalize);
        }
    }

    private static double merged(
            Block block, int i, double[] factors, double[] weights, boolean normalize) {
        double direction = elected(block, i, factors);
        double sum = 0;
        double shares = 0;
        for (int m = 0; m < weights.length; m++) {
            double value = block.model(m)[i] * factors[m];
            double agrees = value * direction > 0 ? 1 : 0;
            sum += value * agrees;
            shares += agrees * weights[m];
        }
        return normalize ? sum / (shares == 0 ? 1 : shares) : sum;
    }

    private static double elected(Block block, int i, double[] factors) {
        double sum = 0;
        for (int m = 0; m < factors.length; m++) {
            sum += block.model(m)[i] * factors[m];
        }
        return sum >= 0 ? 1 : -1;
    }
}
