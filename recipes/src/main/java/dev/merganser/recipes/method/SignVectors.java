package dev.merganser.recipes.method;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link SignElection} by vectors; needs {@link dev.merganser.recipes.tensor.Vectors#usable()}. */
final class SignVectors {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private SignVectors() {}

    /** As {@link SignElection#merge}; overwrites the first task vector, up to a whole vector. */
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
