package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes the last node of an operator give what is one per cent too large. */
final class WrongNode implements UnaryOperator<Graph> {

    /** Those that compute floats in gradient graphs. */
    static final List<String> OPERATORS =
            List.of("MatMul", "Gemm", "Mul", "Div", "Sub", "Add", "Neg", "ReduceSum", "Softmax");

    private final String operator;
    private boolean there;

    WrongNode(String operator) {
        this.operator = operator;
    }

    /** Whether the graph had such a node. */
    boolean isThere() {
        return there;
    }

    @Override
    public Graph apply(Graph graph) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).opType().equals(operator)) {
                there = true;
                return changed(graph, nodes, i);
            }
        }
        return graph;
    }

    private static Graph changed(Graph graph, List<Node> nodes, int place) {
        Node node = nodes.get(place);
        String output = node.outputs().getFirst();
        nodes.set(
                place,
                new Node(
                        node.name(),
                        node.opType(),
                        node.domain(),
                        node.inputs(),
                        List.of("right"),
                        node.attributes()));
        nodes.add(place + 1, Node.of("", "Mul", List.of("right", "wrong.factor"), List.of(output)));
        List<Initializer> initializers = new ArrayList<>(graph.initializers());
        initializers.add(new Initializer(Tensors.floats("wrong.factor", Shape.of(), 1.01f)));
        return graph.withNodes(nodes).withInitializers(initializers);
    }
}
