package dev.merganser.optimizer.coefficient;

import java.util.List;
import java.util.stream.DoubleStream;

/** Sums over short vectors, in the order of their elements. */
final class Vectors {

    private Vectors() {}

    static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static List<Double> list(double[] values) {
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

    static boolean isFinite(double[] vector) {
        return DoubleStream.of(vector).allMatch(Double::isFinite);
    }
}
