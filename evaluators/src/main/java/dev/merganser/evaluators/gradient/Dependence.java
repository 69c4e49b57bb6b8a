package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which values of a graph change smoothly with wanted inputs, and through which nodes gradients
 * flow back to them. What is counted, compared or rounded does not: its gradient is zero wherever
 * there is one.
 */
final class Dependence {

    /** Operators whose outputs are whole numbers or flags, or stay the same for small changes. */
    private static final Set<String> STEPS =
            Set.of(
                    "ArgMax",
                    "ArgMin",
                    "And",
                    "Ceil",
                    "ConstantOfShape",
                    "Equal",
                    "EyeLike",
                    "Floor",
                    "Greater",
                    "GreaterOrEqual",
                    "IsInf",
                    "IsNaN",
                    "Less",
                    "LessOrEqual",
                    "NonZero",
                    "Not",
                    "Or",
                    "Round",
                    "Shape",
                    "Sign",
                    "Size",
                    "Xor");

    /** Outputs that are whole numbers or flags while others are floats. */
    private static final Map<String, Integer> FLOAT_OUTPUTS =
            Map.of("Dropout", 1, "MaxPool", 1, "TopK", 1);

    private static final Set<Long> FLOAT_TYPES = Set.of(1L, 10L, 11L, 16L);

    private final Graph graph;
    private final Set<String> values;

    private Dependence(Graph graph, Set<String> values) {
        this.graph = graph;
        this.values = values;
    }

    /** What depends on inputs of a graph. */
    static Dependence of(Graph graph, Set<String> wanted) {
        Set<String> values = new HashSet<>(wanted);
        for (Node node : graph.nodes()) {
            if (!isStep(node) && uses(node).anyMatch(values::contains)) {
                int floats = FLOAT_OUTPUTS.getOrDefault(node.opType(), node.outputs().size());
                values.addAll(node.outputs().subList(0, Math.min(floats, node.outputs().size())));
            }
        }
        values.remove("");
        return new Dependence(graph, values);
    }

    private static boolean isStep(Node node) {
        return STEPS.contains(node.opType())
                || (node.opType().equals("Cast")
                        && !FLOAT_TYPES.contains(node.intAttribute("to", 1)));
    }

    /** Inputs, and for subgraphs also what they may use from outside. */
    static Stream<String> uses(Node node) {
        return Stream.concat(
                node.inputs().stream(),
                node.subgraphs().stream()
                        .flatMap(
                                graph ->
                                        Stream.concat(
                                                graph.outputs().stream().map(ValueInfo::name),
                                                graph.nodes().stream().flatMap(Dependence::uses))));
    }

    /** Whether a value depends on a wanted input. */
    boolean contains(String value) {
        return values.contains(value);
    }

    /** The nodes that gradients of some outputs flow through, from the last to the first. */
    List<Node> path(Set<String> seeded) {
        Set<String> reached = new HashSet<>(seeded);
        List<Node> path = new ArrayList<>();
        for (Node node : graph.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(v -> values.contains(v) && reached.contains(v))) {
                path.add(node);
                uses(node).forEach(reached::add);
            }
        }
        return path;
    }
}
