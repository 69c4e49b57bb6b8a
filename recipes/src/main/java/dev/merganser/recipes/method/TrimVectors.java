package dev.merganser.recipes.method;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Trim} by vectors; needs {@link dev.merganser.recipes.tensor.Vectors#usable()}. */
final class TrimVectors {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private TrimVectors() {}

    /**
     * Sets to 0 what is smaller than the float whose bits are {@code least}, in whole vectors from
     * {@code begin}; the answer is where it ended.
     */
    static int drop(float[] values, int begin, int end, int least) {
        int i = begin;
        for (; i <= end - FLOATS.length(); i += FLOATS.length()) {
            FloatVector value = FloatVector.fromArray(FLOATS, values, i);
            IntVector magnitude = value.viewAsIntegralLanes().and(Trim.MAGNITUDE);
            value.blend(0f, magnitude.compare(VectorOperators.LT, least).cast(FLOATS))
                    .intoArray(values, i);
        }
        return i;
    }
}
