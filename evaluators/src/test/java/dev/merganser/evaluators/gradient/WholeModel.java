package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.tensor.Tensor;

import java.util.List;
import java.util.Map;

/**
 * A whole model with a loss, and what it is differentiated at.
 *
 * @param graph its output {@link #LOSS} is a scalar; initializers hold the weights, and those of
 *     the loss under names that begin with {@link #OF_LOSS}
 * @param inputs all of them
 * @param vectors what each coefficient adds, by weight
 */
public record WholeModel(
        String name, Graph graph, Map<String, Tensor> inputs, List<Map<String, float[]>> vectors) {

    public static final String LOSS = "loss";
    public static final String OF_LOSS = "loss.";

    public WholeModel {
        inputs = Map.copyOf(inputs);
        vectors = List.copyOf(vectors);
    }

    /** The weights: all float initializers but scalars and what belongs to the loss. */
    public List<Tensor> weights() {
        return graph.initializers().stream()
                .map(Initializer::tensor)
                .filter(WholeModel::isWeight)
                .toList();
    }

    static boolean isWeight(Tensor tensor) {
        return tensor.dtype().isFloat()
                && tensor.shape().elements() > 1
                && !tensor.name().startsWith(OF_LOSS);
    }
}
