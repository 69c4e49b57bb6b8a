package dev.merganser.recipes.method;

/**
 * A sum over the elements of a tensor, in double and in one order whatever the blocks, the threads
 * and the machine's vectors: element {@code i} goes to lane {@code i mod 256}, each lane adds in
 * ascending order, and the lanes are added pairwise at the end. Blocks must come in ascending
 * order.
 *
 * <p>So many lanes that the compiler turns the plain loop over them into vector instructions.
 */
public final class LaneSum {
    public static final int LANES = 256;

    private final double[] lanes = new double[LANES];

    /** Adds |x|. */
    public void addMagnitudes(long from, float[] values, int count) {
        int head = head(from, count);
        int end = head + (count - head) / LANES * LANES;
        addFew(from, values, 0, head);
        for (int i = head; i < end; i += LANES) {
            addRound(lanes, values, i);
        }
        addFew(from, values, end, count);
    }

    private void addFew(long from, float[] values, int begin, int end) {
        for (int i = begin; i < end; i++) {
            lanes[lane(from + i)] += Math.abs((double) values[i]);
        }
    }

    private static void addRound(double[] lanes, float[] values, int at) {
        for (int i = 0; i < LANES; i++) {
            lanes[i] += Math.abs((double) values[at + i]);
        }
    }

    /** Adds x·y, each product exact in double. */
    public void addProducts(long from, float[] x, float[] y, int count) {
        int head = head(from, count);
        int end = head + (count - head) / LANES * LANES;
        addFew(from, x, y, 0, head);
        for (int i = head; i < end; i += LANES) {
            addRound(lanes, x, y, i);
        }
        addFew(from, x, y, end, count);
    }

    private void addFew(long from, float[] x, float[] y, int begin, int end) {
        for (int i = begin; i < end; i++) {
            lanes[lane(from + i)] += (double) x[i] * y[i];
        }
    }

    private static void addRound(double[] lanes, float[] x, float[] y, int at) {
        for (int i = 0; i < LANES; i++) {
            lanes[i] += (double) x[at + i] * (double) y[at + i];
        }
    }

    /** Adds (x − y)², with the difference and its square rounded in double. */
    public void addSquaredDifferences(long from, float[] x, float[] y, int count) {
        int head = head(from, count);
        int end = head + (count - head) / LANES * LANES;
        addFewDifferences(from, x, y, 0, head);
        for (int i = head; i < end; i += LANES) {
            addRoundOfDifferences(lanes, x, y, i);
        }
        addFewDifferences(from, x, y, end, count);
    }

    private void addFewDifferences(long from, float[] x, float[] y, int begin, int end) {
        for (int i = begin; i < end; i++) {
            double difference = (double) x[i] - y[i];
            lanes[lane(from + i)] += difference * difference;
        }
    }

    private static void addRoundOfDifferences(double[] lanes, float[] x, float[] y, int at) {
        for (int i = 0; i < LANES; i++) {
            double difference = (double) x[at + i] - (double) y[at + i];
            lanes[i] += difference * difference;
        }
    }

    /** The sum of all that was added. */
    public double total() {
        double[] sums = lanes.clone();
        for (int width = LANES / 2; width > 0; width /= 2) {
            for (int i = 0; i < width; i++) {
                sums[i] += sums[i + width];
            }
        }
        return sums[0];
    }

    private static int lane(long element) {
        return (int) element & (LANES - 1);
    }

    /** Elements before the first that belongs to lane 0. */
    private static int head(long from, int count) {
        return Math.min(count, lane(-from));
    }
}
