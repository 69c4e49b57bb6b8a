package dev.merganser.recipes.method;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elects a sign for each element and adds up only the weighted task vectors that agree with it
 * (TIES, arXiv:2306.01708, steps 2 and 3): the sign of the sum Σeᵢ, positive where that is 0. A
 * zero agrees with neither sign.
 */
final class SignElection {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

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
        for (int i = 0; i < block.length(); i += FLOATS.length()) {
            FloatVector direction = elected(block, weights, i);
            FloatVector sum = FloatVector.zero(FLOATS);
            FloatVector shares = FloatVector.zero(FLOATS);
            for (int m = 0; m < weights.length; m++) {
                FloatVector value = weighted(block, m, weights, i);
                FloatVector agrees = indicator(value.mul(direction).compare(VectorOperators.GT, 0));
                sum = sum.add(value.mul(agrees));
                shares = shares.add(agrees.mul(weights[m]));
            }
            FloatVector mean = normalize ? sum.div(orOne(shares)) : sum;
            mean.intoArray(block.model(0), i);
        }
        System.arraycopy(block.model(0), 0, merged, 0, block.length());
    }

    private static FloatVector weighted(Block block, int model, float[] weights, int i) {
        return FloatVector.fromArray(FLOATS, block.model(model), i).mul(weights[model]);
    }

    private static FloatVector elected(Block block, float[] weights, int i) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int m = 0; m < weights.length; m++) {
            sum = sum.add(weighted(block, m, weights, i));
        }
        return FloatVector.broadcast(FLOATS, -1).blend(1, sum.compare(VectorOperators.GE, 0));
    }

    private static FloatVector indicator(VectorMask<Float> mask) {
        return FloatVector.zero(FLOATS).blend(1, mask);
    }

    private static FloatVector orOne(FloatVector shares) {
        return shares.blend(1, shares.compare(VectorOperators.EQ, 0));
    }
}
