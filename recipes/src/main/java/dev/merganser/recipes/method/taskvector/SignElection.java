package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.Sums;

import java.util.Arrays;

/**
 * Elects a sign for each element and adds up only the weighted task vectors that agree with it
 * (TIES, arXiv:2306.01708, steps 2 and 3), by default the sign of the sum Σeᵢ, positive where that
 * is 0. A zero agrees with neither sign. In double, models in order, no fused multiply-add: where
 * weighted task vectors all but cancel, the last bits of the sum decide.
 *
 * <p>What is negative by the elected sign is cut off at 0, without branches, so that the compiler
 * turns each loop into vector instructions. Belongs to one thread.
 */
public final class SignElection {
    private double[] signs = {};
    private double[] shares = {};

    /**
     * Merges the task vectors that agree with the elected sign.
     *
     * @param block task vectors δᵢ, not yet weighted
     * @param factors fᵢ, so that eᵢ = fᵢδᵢ: weight times rescale
     * @param divisors what each that agrees adds to what their sum is divided by; none: not divided
     * @param sums receives the result
     */
    public void merge(
            Block block, double[] factors, double[] divisors, Election election, double[] sums) {
        int count = block.length();
        reserve(count);
        vote(block, factors, election.majority(), sums);
        elect(sums, signs, election.zeroIsPositive() ? 0.5 : -0.5, count);
        Arrays.fill(sums, 0, count, 0);
        if (election.aggregate() == Election.Aggregate.MAX) {
            for (int m = 0; m < factors.length; m++) {
                keepLargest(block.model(m), factors[m], signs, sums, count);
            }
        } else {
            addAgreeing(block, factors, divisors, sums);
        }
        multiply(sums, signs, count);
    }

    /**
     * Whether more elements of these task vectors have a positive sum (or more votes) than have a
     * negative one: the difference.
     */
    long balance(Block block, double[] factors, Election.Majority majority, double[] sums) {
        vote(block, factors, majority, sums);
        long balance = 0;
        for (int i = 0; i < block.length(); i++) {
            balance += (long) Math.signum(sums[i]);
        }
        return balance;
    }

    private static void vote(
            Block block, double[] factors, Election.Majority majority, double[] sums) {
        switch (majority) {
            case SUM -> Sums.weighted(block, factors, sums);
            case COUNT -> {
                Arrays.fill(sums, 0, block.length(), 0);
                for (int m = 0; m < factors.length; m++) {
                    addSigns(block.model(m), factors[m], sums, block.length());
                }
            }
        }
    }

    private void addAgreeing(Block block, double[] factors, double[] divisors, double[] sums) {
        int count = block.length();
        if (divisors.length == 0) {
            for (int m = 0; m < factors.length; m++) {
                addAgreeing(block.model(m), factors[m], signs, sums, count);
            }
            return;
        }
        Arrays.fill(shares, 0, count, 0);
        for (int m = 0; m < factors.length; m++) {
            addAgreeing(block.model(m), factors[m], divisors[m], signs, sums, shares, count);
        }
        divide(sums, shares, count);
    }

    private static void addSigns(float[] delta, double factor, double[] sums, int count) {
        double sign = Math.signum(factor);
        for (int i = 0; i < count; i++) {
            sums[i] += sign * Math.signum((double) delta[i]);
        }
    }

    private static void keepLargest(
            float[] delta, double factor, double[] signs, double[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = Math.max(factor * delta[i] * signs[i], sums[i]);
        }
    }

    /** 1 or −1, for 0 the sign of {@code ofZero}, which is a half. */
    private static void elect(double[] sums, double[] signs, double ofZero, int count) {
        for (int i = 0; i < count; i++) {
            signs[i] = Math.signum(Math.signum(sums[i]) + ofZero);
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
