package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes the last node of an operator give what is one per cent too large. */
final class WrongNode implements UnaryOperator<Graph> {

    /** Those that compute floats in gradient graphs. */
    static final List<String> OPERATORS =
            List.of(
                    "Conv",
                    "MatMul",
                    "Gemm",
                    "Mul",
                    "Div",
                    "Sub",
                    "Add",
                    "Neg",
                    "ReduceSum",
                    "Softmax");

    /** Those that give floats whatever they take. */
    private static final Set<String> FLOATS = Set.of("Cast", "ConstantOfShape", "OneHot");

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
        Set<String> sizes = sizes(graph);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.opType().equals(operator) && !sizes.containsAll(node.outputs())) {
                there = true;
                return changed(graph, nodes, i);
            }
        }
        return graph;
    }

    /** Whole numbers: those of constants, of shapes, and what is computed of these. */
    private static Set<String> sizes(Graph graph) {
        Set<String> sizes = new HashSet<>();
        graph.initializers().stream()
                .filter(constant -> !constant.tensor().dtype().isFloat())
                .forEach(constant -> sizes.add(constant.name()));
        for (Node node : graph.nodes()) {
            boolean isOfSizes = sizes.containsAll(node.inputs());
            if (node.opType().equals("Shape") || (isOfSizes && !FLOATS.contains(node.opType()))) {
                sizes.addAll(node.outputs());
            }
        }
        return sizes;
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
