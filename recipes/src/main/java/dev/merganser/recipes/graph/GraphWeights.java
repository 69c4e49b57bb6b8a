package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The constants of a graph that are its weights: its initializers; in a graph that has none of a
 * float type, the float tensors of {@code Constant} nodes, those in the branches of {@code If} and
 * the like among them (so Silero's models are stored). A weight is named as the value that carries
 * it; where branches use a name again, the second is {@code name#2}.
 */
public final class GraphWeights {

    private final UnaryOperator<Tensor> change;
    private final Map<String, Integer> uses = new HashMap<>();

    private GraphWeights(UnaryOperator<Tensor> change) {
        this.change = change;
    }

    /** The weights in the order of the file. */
    public static List<Tensor> of(Graph graph) {
        List<Tensor> weights = new ArrayList<>();
        replaced(
                graph,
                tensor -> {
                    weights.add(tensor);
                    return tensor;
                });
        return List.copyOf(weights);
    }

    /** Whether initializers are all the weights. */
    public static boolean areInitializers(Graph graph) {
        return graph.initializers().stream().anyMatch(i -> i.tensor().dtype().isFloat());
    }

    /** The graph with each weight replaced by what {@code change} makes of it. */
    public static Graph replaced(Graph graph, UnaryOperator<Tensor> change) {
        var weights = new GraphWeights(change);
        Graph changed = graph.withInitializers(weights.initializers(graph));
        return areInitializers(graph) ? changed : changed.withNodes(weights.nodes(graph));
    }

    private List<Initializer> initializers(Graph graph) {
        return graph.initializers().stream()
                .map(initializer -> replaced(initializer.name(), initializer.tensor()))
                .map(Initializer::new)
                .toList();
    }

    private List<Node> nodes(Graph graph) {
        return graph.nodes().stream().map(this::node).toList();
    }

    private Node node(Node node) {
        List<Attribute> attributes =
                node.attributes().stream()
                        .map(each -> new Attribute(each.name(), value(node, each.value())))
                        .toList();
        return new Node(
                node.name(),
                node.opType(),
                node.domain(),
                node.inputs(),
                node.outputs(),
                attributes);
    }

    private AttributeValue value(Node node, AttributeValue value) {
        return switch (value) {
            case AttributeValue.TensorValue(Tensor tensor) when isWeight(node, tensor) ->
                    new AttributeValue.TensorValue(replaced(node.outputs().getFirst(), tensor));
            case AttributeValue.GraphValue(Graph graph) ->
                    new AttributeValue.GraphValue(branch(graph));
            case AttributeValue.Graphs(List<Graph> graphs) ->
                    new AttributeValue.Graphs(graphs.stream().map(this::branch).toList());
            case AttributeValue.FloatValue _,
                    AttributeValue.IntValue _,
                    AttributeValue.StringValue _,
                    AttributeValue.TensorValue _,
                    AttributeValue.Floats _,
                    AttributeValue.Ints _,
                    AttributeValue.Strings _,
                    AttributeValue.Tensors _ ->
                    value;
        };
    }

    private Graph branch(Graph graph) {
        return graph.withInitializers(initializers(graph)).withNodes(nodes(graph));
    }

    /** Scalars are epsilons and exponents; they are not merged. */
    private static boolean isWeight(Node node, Tensor tensor) {
        return node.opType().equals("Constant")
                && tensor.dtype().isFloat()
                && tensor.shape().elements() > 1;
    }

    private Tensor replaced(String value, Tensor tensor) {
        int use = uses.merge(value, 1, Integer::sum);
        String name = use == 1 ? value : value + "#" + use;
        return named(tensor.name(), change.apply(named(name, tensor)));
    }

    private static Tensor named(String name, Tensor tensor) {
        return tensor.name().equals(name)
                ? tensor
                : new Tensor(new TensorInfo(name, tensor.dtype(), tensor.shape()), tensor.data());
    }
}
