package dev.merganser.optimizer.coefficient;

import java.util.List;
import java.util.stream.DoubleStream;

/** Sums over short vectors, in the order of their elements. */
public final class Vectors {

    private Vectors() {}

    /** The numbers of a list. */
    public static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The numbers of an array. */
    public static List<Double> list(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }

    static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    static double norm(double[] vector) {
        return StrictMath.sqrt(dot(vector, vector));
    }

    /** Shortens a vector to a length, where that is above 0 and it is longer. */
    static void shorten(double[] vector, double longest) {
        double norm = norm(vector);
        if (longest > 0 && norm > longest) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] *= longest / norm;
            }
        }
    }

    static boolean isFinite(double[] vector) {
        return DoubleStream.of(vector).allMatch(Double::isFinite);
    }
}
