package dev.merganser.evaluators.metric;

/** Counts rows that lie above others in two columns at once. */
final class RankDominance {

    /** A tree of partial sums over places in the order of y (P. Fenwick, 1994). */
    private final double[] tree;

    private RankDominance(int places) {
        tree = new double[places + 1];
    }

    /**
     * Of each row i, the sum over the other rows j of a·b, where a is 1 if x(j) is above x(i), ½ if
     * equal, else 0, and b the same for y.
     */
    static double[] count(Ranks x, Ranks y) {
        double[] counts = new double[x.count()];
        var above = new RankDominance(x.count());
        for (int to = x.count(); to > 0; ) {
            int from = x.first(x.at(to - 1));
            addHalf(above, x, y, from, to);
            for (int at = from; at < to; at++) {
                int row = x.at(at);
                // a row meets itself with ½ · ½
                counts[row] = above.above(y, row) - .25;
            }
            addHalf(above, x, y, from, to);
            to = from;
        }
        return counts;
    }

    private static void addHalf(RankDominance above, Ranks x, Ranks y, int from, int to) {
        for (int at = from; at < to; at++) {
            above.add(y.first(x.at(at)), .5);
        }
    }

    /** Half of the rows equal in y, and all above. */
    private double above(Ranks y, int row) {
        double all = sum(tree.length - 1);
        return all - (sum(y.first(row)) + sum(y.end(row))) / 2;
    }

    private void add(int place, double value) {
        for (int i = place + 1; i < tree.length; i += i & -i) {
            tree[i] += value;
        }
    }

    /** The sum of the first places. */
    private double sum(int places) {
        double sum = 0;
        for (int i = places; i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }
}
