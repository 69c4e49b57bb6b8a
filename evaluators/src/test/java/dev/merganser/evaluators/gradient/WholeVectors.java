package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.vector.LinearWeights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The weights of a whole model and the vectors of its coefficients, written out plainly. At {@link
 * #point} the weights are those of the graph. What is contracted is kept, too.
 */
final class WholeVectors implements LinearWeights, WeightGradients {

    private final WholeModel model;
    private final Map<String, Tensor> weights;
    private final TreeMap<String, double[]> gradients = new TreeMap<>();

    WholeVectors(WholeModel model) {
        this.model = model;
        this.weights =
                model.graph().initializers().stream()
                        .map(Initializer::tensor)
                        .collect(Collectors.toMap(Tensor::name, Function.identity()));
        for (Tensor weight : model.weights()) {
            gradients.put(weight.name(), new double[(int) weight.shape().elements()]);
        }
    }

    /** The coefficients of the weights in the graph. */
    double[] point() {
        double[] point = new double[coefficients()];
        Arrays.fill(point, WholeModels.WEIGHT);
        return point;
    }

    /** What has been contracted so far, as the gradient of a loss. */
    WholeGradient gradient(double loss) {
        return gradient(loss, 1);
    }

    /** The same where what was contracted belongs to a sum over items, and the loss is a mean. */
    WholeGradient gradient(double loss, int items) {
        var means = new TreeMap<String, double[]>();
        gradients.forEach(
                (name, sum) -> means.put(name, Arrays.stream(sum).map(s -> s / items).toArray()));
        return new WholeGradient(loss, means);
    }

    @Override
    public int coefficients() {
        return model.vectors().size();
    }

    @Override
    public boolean changes(String tensor) {
        return gradients.containsKey(tensor);
    }

    @Override
    public void write(String tensor, double[] coefficients, MemorySegment out) {
        float[] start = weights.get(tensor).floats();
        double[] sum = new double[start.length];
        for (int j = 0; j < coefficients.length; j++) {
            add(sum, coefficients[j] - WholeModels.WEIGHT, model.vectors().get(j).get(tensor));
        }
        for (int i = 0; i < start.length; i++) {
            out.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (start[i] + sum[i]));
        }
    }

    private static void add(double[] sum, double factor, float[] vector) {
        for (int i = 0; vector != null && i < sum.length; i++) {
            sum[i] += factor * vector[i];
        }
    }

    @Override
    public void full(String weight, MemorySegment gradient) {
        rows(weight, new long[1], gradient);
    }

    @Override
    public synchronized void rows(String weight, long[] indices, MemorySegment rows) {
        int width = (int) (rows.byteSize() / Float.BYTES) / Math.max(1, indices.length);
        double[] sum = gradients.get(weight);
        for (int r = 0; r < indices.length; r++) {
            for (int i = 0; i < width; i++) {
                sum[(int) indices[r] * width + i] +=
                        rows.getAtIndex(ValueLayout.JAVA_FLOAT, (long) r * width + i);
            }
        }
    }

    @Override
    public void contract(String tensor, MemorySegment gradient, double[] sums) {
        contractRows(tensor, new long[1], gradient, sums);
    }

    @Override
    public void contractRows(String tensor, long[] indices, MemorySegment gradient, double[] sums) {
        rows(tensor, indices, gradient);
        int width = (int) (gradient.byteSize() / Float.BYTES) / Math.max(1, indices.length);
        for (int j = 0; j < sums.length; j++) {
            float[] vector = model.vectors().get(j).get(tensor);
            for (int r = 0; vector != null && r < indices.length; r++) {
                int at = (int) indices[r] * width;
                for (int i = 0; i < width; i++) {
                    double each = gradient.getAtIndex(ValueLayout.JAVA_FLOAT, (long) r * width + i);
                    sums[j] += each * vector[at + i];
                }
            }
        }
    }
}
