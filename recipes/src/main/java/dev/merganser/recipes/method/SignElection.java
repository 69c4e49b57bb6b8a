package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.FloatBits;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Elects a sign for each element and adds up only the weighted task vectors that agree with it
 * (TIES, arXiv:2306.01708, steps 2 and 3): the sign of the sum Σeᵢ, positive where that is 0. A
 * zero agrees with neither sign. In double, models in order, no fused multiply-add: where weighted
 * task vectors all but cancel, the last bits of the sum decide.
 *
 * <p>Signs are compared as integers, without branches, so that the compiler turns each loop into
 * vector instructions. Belongs to one thread.
 */
final class SignElection {
    private static final int ONE = Float.floatToRawIntBits(1);
    private static final long ONE_DOUBLE = Double.doubleToRawLongBits(1);

    private int[] directions = {};
    private int[] bits = {};
    private int[] shared = {};
    private float[] values = {};
    private long[] doubles = {};
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
    void merge(Block block, double[] factors, double[] weights, boolean normalize, double[] sums) {
        int count = block.length();
        reserve(count);
        Sums.weighted(block, factors, sums);
        elect(sums, count);
        Arrays.fill(sums, 0, count, 0);
        Arrays.fill(shares, 0, count, 0);
        for (int m = 0; m < factors.length; m++) {
            if (factors[m] == 0) {
                continue; // agrees with nothing
            }
            FloatBits.take(block.model(m), bits, count);
            keepAgreeing(bits, directions, factors[m] < 0 ? -1 : 0, shared, count);
            FloatBits.give(bits, values, count);
            Sums.add(values, factors[m], sums, count);
            if (normalize) {
                FloatBits.give(shared, values, count);
                Sums.add(values, weights[m], shares, count);
            }
        }
        if (normalize) {
            divideByShares(sums, count);
        }
    }

    /** All ones where the sum is below 0, else 0; a sum that began with 0 is never −0. */
    private void elect(double[] sums, int count) {
        copy(MemorySegment.ofArray(sums), MemorySegment.ofArray(doubles), count);
        signs(doubles, directions, count);
    }

    private static void signs(long[] doubles, int[] directions, int count) {
        for (int i = 0; i < count; i++) {
            directions[i] = (int) (doubles[i] >> 63);
        }
    }

    /**
     * Sets the task vector's elements to 0 that do not agree.
     *
     * @param flip all ones where the task vector is turned round, else 0
     * @param shared receives the bits of 1 where they agree and of 0 elsewhere
     */
    private static void keepAgreeing(
            int[] delta, int[] directions, int flip, int[] shared, int count) {
        for (int i = 0; i < count; i++) {
            int bits = delta[i];
            int sameSign = ~((bits >> 31) ^ directions[i] ^ flip);
            int agrees = sameSign & (-(bits & FloatBits.MAGNITUDE) >> 31);
            delta[i] = bits & agrees;
            shared[i] = ONE & agrees;
        }
    }

    private void divideByShares(double[] sums, int count) {
        copy(MemorySegment.ofArray(shares), MemorySegment.ofArray(doubles), count);
        oneForZero(doubles, count);
        copy(MemorySegment.ofArray(doubles), MemorySegment.ofArray(shares), count);
        divide(sums, shares, count);
    }

    private static void oneForZero(long[] doubles, int count) {
        for (int i = 0; i < count; i++) {
            long bits = doubles[i];
            doubles[i] = bits | (ONE_DOUBLE & (((bits & Long.MAX_VALUE) - 1) >> 63));
        }
    }

    private static void divide(double[] sums, double[] by, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] /= by[i];
        }
    }

    private static void copy(MemorySegment from, MemorySegment to, int count) {
        MemorySegment.copy(from, 0, to, 0, 8L * count);
    }

    private void reserve(int count) {
        if (bits.length < count) {
            directions = new int[count];
            bits = new int[count];
            shared = new int[count];
            values = new float[count];
            doubles = new long[count];
            shares = new double[count];
        }
    }
}
