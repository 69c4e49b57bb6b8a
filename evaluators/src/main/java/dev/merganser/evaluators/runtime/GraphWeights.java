package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The weights that a graph came with. */
public final class GraphWeights implements WeightSource {

    private final Map<String, Tensor> weights;

    private GraphWeights(Map<String, Tensor> weights) {
        this.weights = weights;
    }

    public static GraphWeights of(SegmentedModel model) {
        return new GraphWeights(
                model.weights().stream()
                        .collect(Collectors.toMap(Tensor::name, Function.identity())));
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(weights.get(name)).map(Tensor::info);
    }

    @Override
    public void read(String name, MemorySegment out) {
        Tensor weight = weights.get(name);
        if (weight == null) {
            throw new BadDataException("The graph has no weight '" + name + "'");
        }
        weight.read(out);
    }
}
