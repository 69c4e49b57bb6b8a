package dev.merganser.recipes.method.spherical;

/** Plain arithmetic of vectors in double, for comparison. */
final class PlainVectors {

    private PlainVectors() {}

    static double dot(double[] x, double[] y) {
        double dot = 0;
        for (int i = 0; i < x.length; i++) {
            dot += x[i] * y[i];
        }
        return dot;
    }

    static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    static double angle(double[] x, double[] y) {
        return Math.acos(Math.clamp(dot(x, y) / (norm(x) * norm(y)), -1, 1));
    }

    /** {@code a·x + b·y}. */
    static double[] sum(double a, double[] x, double b, double[] y) {
        double[] sum = new double[x.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a * x[i] + b * y[i];
        }
        return sum;
    }

    static double[] scaled(double factor, double[] x) {
        return sum(factor, x, 0, x);
    }

    static double[] unit(double[] x) {
        return scaled(1 / norm(x), x);
    }

    static double[] doubles(float[] x) {
        double[] values = new double[x.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = x[i];
        }
        return values;
    }
}
