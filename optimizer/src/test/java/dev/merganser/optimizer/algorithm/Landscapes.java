package dev.merganser.optimizer.algorithm;

import java.util.function.ToDoubleFunction;

/**
 * Functions of one cost on which CMA-ES is measured in the literature, as written in Hansen and
 * Ostermeier 2001 (doi:10.1162/106365601750190398); the lowest value of each is 0.
 */
final class Landscapes {

    private Landscapes() {}

    static double sphere(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        return sum;
    }

    /** Axes whose lengths differ a thousand times: condition 10⁶. */
    static double ellipsoid(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += StrictMath.pow(1e6, i / (x.length - 1.0)) * x[i] * x[i];
        }
        return sum;
    }

    /** Axis i is i times as steep as the first. */
    static double hyperEllipsoid(double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (i + 1.0) * x[i] * (i + 1.0) * x[i];
        }
        return sum;
    }

    /** A bent valley, with its lowest point at 1, 1, … */
    static double rosenbrock(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double bend = x[i] * x[i] - x[i + 1];
            sum += 100 * bend * bend + (x[i] - 1) * (x[i] - 1);
        }
        return sum;
    }

    /** About ten local minima to a side. */
    static double rastrigin(double[] x) {
        double sum = 10.0 * x.length;
        for (double value : x) {
            sum += value * value - 10 * StrictMath.cos(2 * StrictMath.PI * value);
        }
        return sum;
    }

    /** The same function of coordinates that are turned at random, about the origin. */
    static ToDoubleFunction<double[]> rotated(
            ToDoubleFunction<double[]> function, int genes, long seed) {
        double[][] rotation = rotation(genes, seed);
        return x -> function.applyAsDouble(product(rotation, x));
    }

    /** An orthogonal matrix of random rows, by Gram and Schmidt. */
    private static double[][] rotation(int size, long seed) {
        double[][] rows = new double[size][];
        for (int row = 0; row < size; row++) {
            double[] vector = new Gaussians(Streams.of(seed, "rotation", row)).vector(size);
            for (int before = 0; before < row; before++) {
                double along = dot(vector, rows[before]);
                for (int i = 0; i < size; i++) {
                    vector[i] -= along * rows[before][i];
                }
            }
            double length = StrictMath.sqrt(dot(vector, vector));
            for (int i = 0; i < size; i++) {
                vector[i] /= length;
            }
            rows[row] = vector;
        }
        return rows;
    }

    private static double[] product(double[][] matrix, double[] vector) {
        double[] result = new double[matrix.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = dot(matrix[i], vector);
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
