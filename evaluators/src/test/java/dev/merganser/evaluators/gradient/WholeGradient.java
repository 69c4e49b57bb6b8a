package dev.merganser.evaluators.gradient;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.DoubleStream;

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

    /** For each of these the sum of the absolute values of what the weights add to it. */
    List<Double> sizes(WholeModel model) {
        return model.vectors().stream().map(vector -> parts(vector).map(Math::abs).sum()).toList();
    }

    private double along(Map<String, float[]> vector) {
        return parts(vector).sum();
    }

    private DoubleStream parts(Map<String, float[]> vector) {
        return vector.keySet().stream()
                .sorted()
                .mapToDouble(name -> dot(weights.get(name), vector.get(name)));
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

    /**
     * The largest difference between gradients of a weight: norm of the difference over the true
     * norm, which is taken for no smaller than a hundredth of what is usual.
     */
    public double differenceFrom(WholeGradient truth) {
        double usual = truth.norm() / Math.sqrt(truth.weights.size());
        return weights.keySet().stream()
                .mapToDouble(
                        name -> relative(weights.get(name), truth.weights.get(name), usual / 100))
                .max()
                .orElseThrow();
    }

    private static double relative(double[] gradient, double[] truth, double smallest) {
        double[] difference = new double[truth.length];
        for (int i = 0; i < truth.length; i++) {
            difference[i] = gradient[i] - truth[i];
        }
        return norm(difference) / Math.max(norm(truth), smallest);
    }
}
