package dev.merganser.recipes.method;

import dev.merganser.recipes.tensor.Vectors;

/**
 * A sum over the elements of a tensor, in double and in one order whatever the blocks, the threads
 * and the machine's vectors: element {@code i} goes to lane {@code i mod 8}, each lane adds in
 * ascending order, and the lanes are added pairwise at the end. Blocks must come in ascending
 * order.
 */
final class LaneSum {
    static final int LANES = 8;

    private final double[] lanes = new double[LANES];

    /** Adds |x|. */
    void addMagnitudes(long from, float[] values, int count) {
        int head = head(from, count);
        for (int i = 0; i < head; i++) {
            addOne(from + i, Math.abs((double) values[i]));
        }
        int bound = wholeEnd(head, count);
        if (bound > head) {
            LaneVectors.addMagnitudes(lanes, values, head, bound);
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
        int bound = wholeEnd(head, count);
        if (bound > head) {
            LaneVectors.addProducts(lanes, x, y, head, bound);
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

    /**
     * End of the whole rounds of lanes that vectors add; {@code head} where there are no vectors.
     */
    private static int wholeEnd(int head, int count) {
        return Vectors.usable() ? head + (count - head) / LANES * LANES : head;
    }
}
