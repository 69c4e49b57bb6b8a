package dev.merganser.recipes.method;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * A sum over the elements of a tensor, in double and in one order whatever the blocks, the threads
 * and the machine's vectors: element {@code i} goes to lane {@code i mod 8}, each lane adds in
 * ascending order, and the lanes are added pairwise at the end. Blocks must come in ascending
 * order.
 */
final class LaneSum {
    private static final int LANES = 8;
    private static final VectorSpecies<Double> DOUBLES =
            DoubleVector.SPECIES_PREFERRED.length() <= LANES
                    ? DoubleVector.SPECIES_PREFERRED
                    : DoubleVector.SPECIES_512;
    private static final VectorSpecies<Float> FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.length() * Float.SIZE));

    private final double[] lanes = new double[LANES];

    /** Adds |x|. */
    void addMagnitudes(long from, float[] values, int count) {
        int head = head(from, count);
        for (int i = 0; i < head; i++) {
            addOne(from + i, Math.abs((double) values[i]));
        }
        int bound = head + (count - head) / LANES * LANES;
        for (int lane = 0; lane < LANES; lane += DOUBLES.length()) {
            DoubleVector sum = DoubleVector.fromArray(DOUBLES, lanes, lane);
            for (int i = head; i < bound; i += LANES) {
                sum = sum.add(widened(values, i + lane).lanewise(VectorOperators.ABS));
            }
            sum.intoArray(lanes, lane);
        }
        for (int i = bound; i < count; i++) {
            addOne(from + i, Math.abs((double) values[i]));
        }
    }

    /** Adds x·y, each product exact in double. */
    void addProducts(long from, float[] x, float[] y, int count) {
        int head = head(from, count);
        for (int i = 0; i < head; i++) {
            addOne(from + i, (double) x[i] * y[i]);
        }
        int bound = head + (count - head) / LANES * LANES;
        for (int lane = 0; lane < LANES; lane += DOUBLES.length()) {
            DoubleVector sum = DoubleVector.fromArray(DOUBLES, lanes, lane);
            for (int i = head; i < bound; i += LANES) {
                sum = sum.add(widened(x, i + lane).mul(widened(y, i + lane)));
            }
            sum.intoArray(lanes, lane);
        }
        for (int i = bound; i < count; i++) {
            addOne(from + i, (double) x[i] * y[i]);
        }
    }

    /** The sum of all that was added. */
    double total() {
        double left = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        double right = (lanes[4] + lanes[5]) + (lanes[6] + lanes[7]);
        return left + right;
    }

    private void addOne(long element, double value) {
        lanes[(int) element & (LANES - 1)] += value;
    }

    /** Elements before the first that belongs to lane 0. */
    private static int head(long from, int count) {
        return Math.min(count, (int) -from & (LANES - 1));
    }

    private static DoubleVector widened(float[] values, int at) {
        return (DoubleVector)
                FloatVector.fromArray(FLOATS, values, at)
                        .convertShape(VectorOperators.F2D, DOUBLES, 0);
    }
}
