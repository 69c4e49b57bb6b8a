package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names for the initializers that an exporter left without one, such as {@code onnx::MatMul_1525}:
 * PyTorch's folds the Transpose of a linear layer into its weight and then numbers it. The node
 * that uses it, {@code /encoder/layer.0/attention/self/query/MatMul}, says which module it is of:
 * the weight is {@code encoder.layer.0.attention.self.query.weight}, turned back. Where two would
 * get one name the operator is part of it; what still has no name of its own keeps the number.
 */
final class CanonicalNames {

    private static final Pattern ANONYMOUS = Pattern.compile("onnx::.*|(val_)?\\d+");
    private static final Set<String> PASSED = Set.of("Identity", "Cast");

    /** What an input of an operator is to its module. */
    private record Part(String name, boolean transposed) {}

    /** Where a weight is used: a node with a path, and what it is to it. */
    private record Use(List<String> path, Part part) {

        /** {@code module.weight}, or with the operator {@code module.MatMul_1.weight}. */
        String name(boolean withOperator) {
            List<String> parts =
                    new ArrayList<>(withOperator ? path : path.subList(0, path.size() - 1));
            parts.add(part.name);
            return String.join(".", parts);
        }
    }

    private final Graph graph;
    private final Map<String, List<Node>> users = new HashMap<>();
    private final Set<String> values = new HashSet<>();

    private CanonicalNames(Graph graph) {
        this.graph = graph;
        graph.inputs().forEach(input -> values.add(input.name()));
        graph.initializers().forEach(initializer -> values.add(initializer.name()));
        index(graph);
    }

    private void index(Graph part) {
        part.outputs().forEach(output -> users.put(output.name(), new ArrayList<>()));
        for (Node node : part.nodes()) {
            values.addAll(node.outputs());
            Stream.of(node.inputs())
                    .flatMap(List::stream)
                    .distinct()
                    .forEach(in -> users.computeIfAbsent(in, _ -> new ArrayList<>()).add(node));
            node.subgraphs().forEach(this::index);
        }
    }

    static WeightNames of(Graph graph) {
        return WeightNames.of(new CanonicalNames(graph).names());
    }

    private Map<String, WeightName> names() {
        Map<String, Use> uses = uses();
        Map<String, Integer> plain = counts(uses, false);
        Map<String, Integer> full = counts(uses, true);
        Map<String, WeightName> names = new HashMap<>();
        uses.forEach(
                (initializer, use) ->
                        Stream.of(false, true)
                                .filter(op -> isFree(use.name(op), op ? full : plain))
                                .findFirst()
                                .ifPresent(
                                        op ->
                                                names.put(
                                                        initializer,
                                                        new WeightName(
                                                                use.name(op),
                                                                use.part.transposed))));
        return names;
    }

    private boolean isFree(String name, Map<String, Integer> counts) {
        return !values.contains(name) && counts.getOrDefault(name, 0) == 1;
    }

    private static Map<String, Integer> counts(Map<String, Use> uses, boolean withOperator) {
        Map<String, Integer> counts = new HashMap<>();
        uses.values().forEach(use -> counts.merge(use.name(withOperator), 1, Integer::sum));
        return counts;
    }

    private Map<String, Use> uses() {
        Map<String, Use> uses = new HashMap<>();
        for (Initializer initializer : graph.initializers()) {
            TensorInfo info = initializer.tensor().info();
            if (info.dtype().isFloat() && ANONYMOUS.matcher(info.name()).matches()) {
                use(info, info.name()).ifPresent(use -> uses.put(info.name(), use));
            }
        }
        return uses;
    }

    /** The first use that says what a weight is. */
    private Optional<Use> use(TensorInfo weight, String value) {
        return users.getOrDefault(value, List.of()).stream()
                .flatMap(node -> use(weight, value, node).stream())
                .findFirst();
    }

    private Optional<Use> use(TensorInfo weight, String value, Node node) {
        if (PASSED.contains(node.opType())) {
            return use(weight, node.outputs().getFirst());
        }
        List<String> path = path(node);
        return path.size() < 2
                ? Optional.empty()
                : part(weight, node, node.inputs().indexOf(value)).map(part -> new Use(path, part));
    }

    /** The parts of {@code /encoder/layer.0/dense/MatMul}. */
    private static List<String> path(Node node) {
        return Stream.of(node.name().split("/", -1)).filter(part -> !part.isEmpty()).toList();
    }

    private static Optional<Part> part(TensorInfo weight, Node node, int input) {
        int rank = weight.shape().rank();
        return switch (node.opType()) {
            case "MatMul", "FusedMatMul" ->
                    partIf(input == 1, "weight", rank == 2 && node.intAttribute("transB", 0) == 0);
            case "Gemm" ->
                    input == 2
                            ? partIf(rank == 1, "bias", false)
                            : partIf(input == 1, "weight", node.intAttribute("transB", 0) == 0);
            case "Conv", "ConvTranspose", "LayerNormalization", "InstanceNormalization" ->
                    partIf(input > 0, input == 1 ? "weight" : "bias", false);
            case "Gather" -> partIf(input == 0 && rank > 1, "weight", false);
            case "PRelu" -> partIf(input == 1, "weight", false);
            case "Add" -> partIf(rank == 1, "bias", false);
            case "Mul" -> partIf(rank == 1, "weight", false);
            default -> Optional.empty();
        };
    }

    private static Optional<Part> partIf(boolean known, String name, boolean transposed) {
        return known ? Optional.of(new Part(name, transposed)) : Optional.empty();
    }
}
