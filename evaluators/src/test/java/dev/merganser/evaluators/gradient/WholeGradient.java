package dev.merganser.evaluators.gradient;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The loss of a whole model and its gradient in all weights.
 *
 * @param weights elements of each gradient, row-major
 */
public record WholeGradient(double loss, SortedMap<String, double[]> weights) {

    /** Derivatives of the loss in the coefficients of a model. */
    List<Double> coefficients(WholeModel model) {
        return model.vectors().stream().map(this::along).toList();
    }

    private double along(Map<String, float[]> vector) {
        return vector.keySet().stream()
                .sorted()
                .mapToDouble(name -> dot(weights.get(name), vector.get(name)))
                .sum();
    }

    static double dot(double[] gradient, float[] vector) {
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            sum += gradient[i] * vector[i];
        }
        return sum;
    }

    static double norm(double[] gradient) {
        double sum = 0;
        for (double each : gradient) {
            sum += each * each;
        }
        return Math.sqrt(sum);
    }

    /** Norm of the whole gradient. */
    double norm() {
        return norm(weights.values().stream().mapToDouble(WholeGradient::norm).toArray());
    }
}
