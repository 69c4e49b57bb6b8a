package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.Sums;

import java.util.Arrays;

/**
 * Elects a sign for each element and adds up only the weighted task vectors that agree with it
 * (TIES, arXiv:2306.01708, steps 2 and 3): the sign of the sum Σeᵢ, positive where that is 0. A
 * zero agrees with neither sign. In double, models in order, no fused multiply-add: where weighted
 * task vectors all but cancel, the last bits of the sum decide.
 *
 * <p>What is negative by the elected sign is cut off at 0, without branches, so that the compiler
 * turns each loop into vector instructions. Belongs to one thread.
 */
public final class SignElection {
    private double[] signs = {};
    private double[] shares = {};

    /**
     * Sums the agreeing task vectors and, where {@code normalize} is on and any agree, divides by
     * the sum of their weights.
     *
     * @param block task vectors δᵢ, not yet weighted
     * @param factors fᵢ, so that eᵢ = fᵢδᵢ: weight times rescale
     * @param weights wᵢ: the shares that normalize divides by
     * @param sums receives the result
     */
    public void merge(
            Block block, double[] factors, double[] weights, boolean normalize, double[] sums) {
        int count = block.length();
        reserve(count);
        Sums.weighted(block, factors, sums);
        elect(sums, signs, count);
        Arrays.fill(sums, 0, count, 0);
        Arrays.fill(shares, 0, count, 0);
        for (int m = 0; m < factors.length; m++) {
            if (normalize) {
                addAgreeing(block.model(m), factors[m], weights[m], signs, sums, shares, count);
            } else {
                addAgreeing(block.model(m), factors[m], signs, sums, count);
            }
        }
        if (normalize) {
            divide(sums, shares, count);
        }
        multiply(sums, signs, count);
    }

    /** 1 or −1. */
    private static void elect(double[] sums, double[] signs, int count) {
        for (int i = 0; i < count; i++) {
            signs[i] = Math.signum(Math.signum(sums[i]) + 0.5);
        }
    }

    /** Adds magnitudes. */
    private static void addAgreeing(
            float[] delta, double factor, double[] signs, double[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += Math.max(factor * delta[i] * signs[i], 0);
        }
    }

    /** Adds magnitudes, and the weight to the shares of those elements that agree. */
    private static void addAgreeing(
            float[] delta,
            double factor,
            double weight,
            double[] signs,
            double[] sums,
            double[] shares,
            int count) {
        for (int i = 0; i < count; i++) {
            double agreeing = Math.max(factor * delta[i] * signs[i], 0);
            sums[i] += agreeing;
            shares[i] += weight * Math.signum(agreeing);
        }
    }

    /** By the shares, or 1 where they are 0. */
    private static void divide(double[] sums, double[] shares, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] /= shares[i] + (1 - Math.abs(Math.signum(shares[i])));
        }
    }

    private static void multiply(double[] sums, double[] signs, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] *= signs[i];
        }
    }

    private void reserve(int count) {
        if (signs.length < count) {
            signs = new double[count];
            shares = new double[count];
        }
    }
}
