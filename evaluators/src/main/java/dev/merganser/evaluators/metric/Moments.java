package dev.merganser.evaluators.metric;

/** Sums of squares and products of two columns around their means, with and without one row. */
final class Moments {

    /** What is left of a sum of squares where all other values are equal, by rounding. */
    private static final double NOTHING = 1e-13;

    private final double[] x;
    private final double[] y;
    private final double xx;
    private final double yy;
    private final double xy;

    Moments(double[] x, double[] y) {
        this.x = centred(x);
        this.y = centred(y);
        xx = dot(this.x, this.x);
        yy = dot(this.y, this.y);
        xy = dot(this.x, this.y);
    }

    /** Around the mean; zeros where all values are equal, whatever their mean rounds to. */
    private static double[] centred(double[] values) {
        double[] centred = new double[values.length];
        if (!Pairs.isConstant(values)) {
            double mean = Pairs.mean(values);
            for (int i = 0; i < values.length; i++) {
                centred[i] = values[i] - mean;
            }
        }
        return centred;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Pearson's correlation; 0 where x is constant, NaN where y is. */
    double correlation() {
        return correlation(xx, yy, xy);
    }

    /** Pearson's correlation of the other rows. */
    double correlationWithout(int row) {
        double share = x.length / (x.length - 1.0);
        return correlation(
                rest(xx, share * x[row] * x[row]),
                rest(yy, share * y[row] * y[row]),
                xy - share * x[row] * y[row]);
    }

    private static double rest(double sum, double part) {
        double rest = sum - part;
        return rest > NOTHING * sum ? rest : 0;
    }

    static double correlation(double xx, double yy, double xy) {
        if (!(yy > 0)) {
            return Double.NaN;
        }
        return xx > 0 ? Math.clamp(xy / Math.sqrt(xx) / Math.sqrt(yy), -1, 1) : 0;
    }
}
