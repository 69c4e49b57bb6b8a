package dev.merganser.evaluators.metric;

/**
 * Sums of squares and products of the ranks of two columns, with and without one row. Without row i
 * every rank above its own falls by one and every equal one by a half. Ranks are multiples of a
 * half, so the sums are exact.
 */
final class RankMoments {

    private final Ranks x;
    private final Ranks y;
    private final double xy;

    /**
     * Of each row, the ranks of one column, summed over the rows that the other column puts above.
     */
    private final double[] xAboveInY;

    private final double[] yAboveInX;
    private final double[] aboveInBoth;

    RankMoments(double[] x, double[] y) {
        this.x = Ranks.of(x);
        this.y = Ranks.of(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += this.x.rank(i) * this.y.rank(i);
        }
        xy = sum;
        xAboveInY = this.y.sumAbove(this.x);
        yAboveInX = this.x.sumAbove(this.y);
        aboveInBoth = RankDominance.count(this.x, this.y);
    }

    /** Spearman's correlation; 0 where x is constant, NaN where y is. */
    double correlation() {
        return correlation(x.count(), x.squares(), y.squares(), xy);
    }

    /** Spearman's correlation of the other rows. */
    double correlationWithout(int row) {
        double products =
                xy - x.rank(row) * y.rank(row) - xAboveInY[row] - yAboveInX[row] + aboveInBoth[row];
        return correlation(x.count() - 1, x.squaresWithout(row), y.squaresWithout(row), products);
    }

    private static double correlation(int count, double xx, double yy, double xy) {
        double mean = (count + 1) / 2.0;
        double part = count * mean * mean;
        return Moments.correlation(xx - part, yy - part, xy - part);
    }
}
