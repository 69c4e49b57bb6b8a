package dev.merganser.optimizer.algorithm;

import java.util.Arrays;
import java.util.List;

/** Lists of numbers as arrays, and back. */
final class Doubles {

    private Doubles() {}

    static double[] array(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static List<Double> list(double[] array) {
        return Arrays.stream(array).boxed().toList();
    }
}
