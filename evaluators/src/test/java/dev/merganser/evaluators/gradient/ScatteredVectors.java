package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.vector.LinearWeights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A model's weights with random vectors: two coefficients for each tensor that changes, in the
 * order of the model, sums written out plainly.
 */
public final class ScatteredVectors implements LinearWeights {

    private static final int EACH = 2;

    private final Map<String, float[]> base = new HashMap<>();
    private final Map<String, float[][]> vectors = new HashMap<>();
    private final List<String> changing;

    /** Vectors for the tensors that a test chooses. */
    public ScatteredVectors(SegmentedModel model, Predicate<String> changes, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        model.weights().forEach(weight -> base.put(weight.name(), weight.floats()));
        changing = model.weights().stream().map(Tensor::name).filter(changes).toList();
        for (String tensor : changing) {
            float[][] both = new float[EACH][base.get(tensor).length];
            for (float[] vector : both) {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = (float) (.3 * random.nextGaussian() / Math.sqrt(vector.length));
                }
            }
            vectors.put(tensor, both);
        }
    }

    /** The tensors that change, in the order of their coefficients. */
    List<String> changing() {
        return changing;
    }

    @Override
    public int coefficients() {
        return EACH * changing.size();
    }

    @Override
    public boolean changes(String tensor) {
        return vectors.containsKey(tensor);
    }

    @Override
    public void write(String tensor, double[] coefficients, MemorySegment out) {
        float[] start = base.get(tensor);
        for (int i = 0; i < start.length; i++) {
            double sum = start[i];
            for (int k = 0; changes(tensor) && k < EACH; k++) {
                sum += coefficients[first(tensor) + k] * vectors.get(tensor)[k][i];
            }
            out.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) sum);
        }
    }

    private int first(String tensor) {
        return EACH * changing.indexOf(tensor);
    }

    @Override
    public void contract(String tensor, MemorySegment gradient, double[] sums) {
        long[] all = {0};
        add(tensor, all, gradient, sums, base.get(tensor).length);
    }

    @Override
    public void contractRows(String tensor, long[] indices, MemorySegment rows, double[] sums) {
        int width = (int) (rows.byteSize() / Float.BYTES / Math.max(1, indices.length));
        add(tensor, indices, rows, sums, width);
    }

    private void add(String tensor, long[] rows, MemorySegment values, double[] sums, int width) {
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < width; i++) {
                double value = values.getAtIndex(ValueLayout.JAVA_FLOAT, (long) r * width + i);
                for (int k = 0; k < EACH; k++) {
                    sums[first(tensor) + k] +=
                            value * vectors.get(tensor)[k][(int) (rows[r] * width) + i];
                }
            }
        }
    }
}
