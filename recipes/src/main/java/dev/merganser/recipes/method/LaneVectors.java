package dev.merganser.recipes.method;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds whole rounds of a {@link LaneSum}'s lanes; needs {@link
 * dev.merganser.recipes.tensor.Vectors#usable()}.
 */
final class LaneVectors {
    private static final VectorSpecies<Double> DOUBLES =
            DoubleVector.SPECIES_PREFERRED.length() <= LaneSum.LANES
                    ? DoubleVector.SPECIES_PREFERRED
                    : DoubleVector.SPECIES_512;
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.length() * Float.SIZE));

    private LaneVectors() {}

    /** Adds |x| from {@code begin}, which belongs to lane 0, to {@code end}. */
    static void addMagnitudes(double[] lanes, float[] x, int begin, int end) {
        for (int lane = 0; lane < LaneSum.LANES; lane += DOUBLES.length()) {
            DoubleVector sum = DoubleVector.fromArray(DOUBLES, lanes, lane);
            for (int i = begin; i < end; i += LaneSum.LANES) {
                sum = sum.add(widened(x, i + lane).lanewise(VectorOperators.ABS));
            }
            sum.intoArray(lanes, lane);
        }
    }

    /** Adds x·y likewise. */
    static void addProducts(double[] lanes, float[] x, float[] y, int begin, int end) {
        for (int lane = 0; lane < LaneSum.LANES; lane += DOUBLES.length()) {
            DoubleVector sum = DoubleVector.fromArray(DOUBLES, lanes, lane);
            for (int i = begin; i < end; i += LaneSum.LANES) {
                sum = sum.add(widened(x, i + lane).mul(widened(y, i + lane)));
            }
            sum.intoArray(lanes, lane);
        }
    }

    private static DoubleVector widened(float[] values, int at) {
        return (DoubleVector)
                FloatVector.fromArray(FLOATS, values, at)
                        .convertShape(VectorOperators.F2D, DOUBLES, 0);
    }
}
