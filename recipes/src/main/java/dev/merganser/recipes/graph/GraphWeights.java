package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The constants of a graph that are its weights: its initializers; in a graph that has none of a
 * float type, the float tensors of {@code Constant} nodes, those in the branches of {@code If} and
 * the like among them (so Silero's models are stored). A weight is named as the value that carries
 * it; where branches use a name again, the second is {@code name#2}.
 */
public final class GraphWeights {

    private final List<Tensor> found = new ArrayList<>();
    private final Map<String, Integer> uses = new HashMap<>();

    private GraphWeights() {}

    /** The weights in the order of the file. */
    public static List<Tensor> of(Graph graph) {
        List<Tensor> initializers = graph.initializers().stream().map(Initializer::tensor).toList();
        if (initializers.stream().anyMatch(tensor -> tensor.dtype().isFloat())) {
            return initializers;
        }
        var weights = new GraphWeights();
        weights.found.addAll(initializers);
        initializers.forEach(tensor -> weights.uses.put(tensor.name(), 1));
        weights.search(graph);
        return List.copyOf(weights.found);
    }

    private void search(Graph graph) {
        for (Node node : graph.nodes()) {
            if (node.opType().equals("Constant")) {
                node.tensorAttribute("value")
                        .filter(GraphWeights::isWeight)
                        .ifPresent(tensor -> add(node.outputs().getFirst(), tensor));
            }
            node.subgraphs().forEach(this::search);
        }
    }

    /** Scalars are epsilons and exponents; they are not merged. */
    private static boolean isWeight(Tensor tensor) {
        return tensor.dtype().isFloat() && tensor.shape().elements() > 1;
    }

    private void add(String value, Tensor tensor) {
        int use = uses.merge(value, 1, Integer::sum);
        String name = use == 1 ? value : value + "#" + use;
        found.add(new Tensor(new TensorInfo(name, tensor.dtype(), tensor.shape()), tensor.data()));
    }
}
