package dev.merganser.recipes.method;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** {@link SignElection} by vectors; needs {@link dev.merganser.recipes.tensor.Vectors#usable()}. */
final class SignVectors {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.length() * Float.SIZE));

    private SignVectors() {}

    /** As {@link SignElection#merge}; arrays end at whole vectors. */
    static void merge(
            Block block, double[] factors, double[] weights, boolean normalize, double[] sums) {
        for (int i = 0; i < block.length(); i += DOUBLES.length()) {
            DoubleVector direction = elected(block, factors, i);
            DoubleVector sum = DoubleVector.zero(DOUBLES);
            DoubleVector shares = DoubleVector.zero(DOUBLES);
            for (int m = 0; m < weights.length; m++) {
                DoubleVector value = weighted(block, m, factors, i);
                DoubleVector agrees =
                        indicator(value.mul(direction).compare(VectorOperators.GT, 0));
                sum = sum.add(value.mul(agrees));
                shares = shares.add(agrees.mul(weights[m]));
            }
            DoubleVector mean = normalize ? sum.div(orOne(shares)) : sum;
            mean.intoArray(sums, i);
        }
    }

    private static DoubleVector weighted(Block block, int model, double[] factors, int i) {
        return ((DoubleVector)
                        FloatVector.fromArray(FLOATS, block.model(model), i)
                                .convertShape(VectorOperators.F2D, DOUBLES, 0))
                .mul(factors[model]);
    }

    private static DoubleVector elected(Block block, double[] factors, int i) {
        DoubleVector sum = DoubleVector.zero(DOUBLES);
        for (int m = 0; m < factors.length; m++) {
            sum = sum.add(weighted(block, m, factors, i));
        }
        return DoubleVector.broadcast(DOUBLES, -1).blend(1, sum.compare(VectorOperators.GE, 0));
    }

    private static DoubleVector indicator(VectorMask<Double> mask) {
        return DoubleVector.zero(DOUBLES).blend(1, mask);
    }

    private static DoubleVector orOne(DoubleVector shares) {
        return shares.blend(1, shares.compare(VectorOperators.EQ, 0));
    }
}
