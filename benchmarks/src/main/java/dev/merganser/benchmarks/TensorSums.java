package dev.merganser.benchmarks;

import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.recipes.vector.Direction;
import dev.merganser.recipes.vector.TensorDivision;
import dev.merganser.recipes.vector.WeightVectors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Task arithmetic with a weight for each tensor and expert: base + Σ c (expert − base).
 *
 * @param tensors names, in the order of the weights
 * @param coefficients the weights, those of the first expert first
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record TensorSums(
        WeightSource base, List<WeightSource> experts, List<String> tensors, double[] coefficients)
        implements WeightSource {

    /** The vectors of such sums for the weights of a model. */
    static WeightVectors vectors(List<Tensor> weights, List<WeightSource> models) {
        List<String> tensors = weights.stream().map(Tensor::name).toList();
        List<WeightSource> experts = models.subList(1, models.size());
        List<Direction> directions = new ArrayList<>();
        for (int expert = 0; expert < experts.size(); expert++) {
            for (String tensor : tensors) {
                directions.add(new Direction(expert, Set.of(tensor), 0));
            }
        }
        return WeightVectors.read(
                c -> new TensorSums(models.getFirst(), experts, tensors, c),
                directions,
                TensorDivision.NONE,
                tensors);
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return base.info(name);
    }

    @Override
    public void read(String name, MemorySegment out) {
        base.read(name, out);
        int count = (int) (out.byteSize() / Float.BYTES);
        float[] start = out.toArray(ValueLayout.JAVA_FLOAT);
        double[] sum = new double[count];
        for (int i = 0; i < count; i++) {
            sum[i] = start[i];
        }
        for (int expert = 0; expert < experts.size(); expert++) {
            double weight = coefficients[expert * tensors.size() + tensors.indexOf(name)];
            float[] other = new float[count];
            experts.get(expert).read(name, MemorySegment.ofArray(other));
            for (int i = 0; i < count; i++) {
                sum[i] += weight * (other[i] - start[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            out.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) sum[i]);
        }
    }
}
