package dev.merganser.evaluators.segment;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells the weights of a graph from its other constants. Weights are the float initializers that
 * enter a matrix product, a convolution, a Gather as its table, a normalization as scale, bias,
 * mean or variance, an Add as a bias, or a Mul as the scale of a normalization or of a product's
 * channels, directly or through Transpose, Reshape, Cast, Expand, Slice and the like. Other float
 * constants (epsilon, clip bounds, exponents, masks) stay in the graph.
 */
final class WeightRule {

    private static final Set<String> PASS_ON =
            Set.of(
                    "Transpose",
                    "Reshape",
                    "Flatten",
                    "Cast",
                    "Squeeze",
                    "Unsqueeze",
                    "Expand",
                    "Slice",
                    "Identity",
                    "Concat");
    private static final Set<String> ANY_INPUT =
            Set.of("MatMul", "Gemm", "FusedMatMul", "FusedGemm", "Einsum");
    private static final Set<String> FROM_SECOND =
            Set.of(
                    "Conv",
                    "ConvTranspose",
                    "FusedConv",
                    "LayerNormalization",
                    "SimplifiedLayerNormalization",
                    "BatchNormalization",
                    "InstanceNormalization",
                    "GroupNormalization",
                    "RMSNormalization",
                    "PRelu",
                    "LSTM",
                    "GRU",
                    "RNN");
    private static final Set<String> QUANTIZED =
            Set.of(
                    "DequantizeLinear",
                    "QuantizeLinear",
                    "DynamicQuantizeLinear",
                    "MatMulInteger",
                    "ConvInteger",
                    "QLinearMatMul",
                    "QLinearConv",
                    "MatMulNBits",
                    "QGemm",
                    "QAttention",
                    "GatherBlockQuantized",
                    "DynamicQuantizeMatMul",
                    "MatMulIntegerToFloat",
                    "DynamicQuantizeLSTM",
                    "QMoE");
    private static final Set<String> SCALED =
            Set.of("Cast", "Sub", "Mul", "Transpose", "Reshape", "Gather");
    private static final double MASKED = -1e4;

    private record Use(Node node, int input) {}

    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();

    private WeightRule(Graph graph) {
        nodes(graph).forEach(this::index);
    }

    private static Stream<Node> nodes(Graph graph) {
        return graph.nodes().stream()
                .flatMap(
                        node ->
                                Stream.concat(
                                        Stream.of(node),
                                        node.subgraphs().stream().flatMap(WeightRule::nodes)));
    }

    private void index(Node node) {
        node.outputs().forEach(output -> producers.put(output, node));
        for (int i = 0; i < node.inputs().size(); i++) {
            uses.computeIfAbsent(node.inputs().get(i), _ -> new ArrayList<>())
                    .add(new Use(node, i));
        }
    }

    /**
     * The weights in the order of the graph; quantized graphs and other float types are bad data.
     */
    static List<Tensor> weights(Graph graph) {
        requireNotQuantized(graph);
        var rule = new WeightRule(graph);
        graph.initializers().forEach(initializer -> rule.requireNoInteger(graph, initializer));
        List<Tensor> weights =
                graph.initializers().stream()
                        .map(Initializer::tensor)
                        .filter(tensor -> tensor.dtype().isFloat())
                        .filter(tensor -> rule.isWeight(tensor, tensor.name()))
                        .toList();
        weights.forEach(weight -> requireFloat32(graph, weight));
        return weights;
    }

    private static void requireNotQuantized(Graph graph) {
        for (Node node : nodes(graph).toList()) {
            if (QUANTIZED.contains(node.opType())) {
                throw new BadDataException(
                        "Graph '%s' must have float weights, but node '%s' (%s) works on quantized ones. Maybe export the model without quantization."
                                .formatted(graph.name(), node.name(), node.opType()));
            }
        }
    }

    /** Integers that are scaled in the graph before they enter a product. */
    private void requireNoInteger(Graph graph, Initializer initializer) {
        Tensor tensor = initializer.tensor();
        boolean small = tensor.dtype() == DType.I8 || tensor.dtype() == DType.U8;
        if (small && tensor.shape().rank() >= 2 && entersProduct(tensor.name())) {
            throw new BadDataException(
                    "Graph '%s' must have float weights, but '%s' is %s. Maybe export the model without quantization."
                            .formatted(graph.name(), tensor.name(), tensor.dtype()));
        }
    }

    private boolean entersProduct(String value) {
        return uses.getOrDefault(value, List.of()).stream()
                .map(Use::node)
                .anyMatch(
                        node ->
                                isProduct(node)
                                        || (SCALED.contains(node.opType())
                                                && entersProduct(node.outputs().getFirst())));
    }

    private static void requireFloat32(Graph graph, Tensor weight) {
        if (weight.dtype() != DType.F32) {
            throw new BadDataException(
                    "Graph '%s' must hold its weights as float32, but '%s' is %s. Maybe export the model as float32."
                            .formatted(graph.name(), weight.name(), weight.dtype()));
        }
    }

    private boolean isWeight(Tensor tensor, String value) {
        return uses.getOrDefault(value, List.of()).stream().anyMatch(use -> weighs(tensor, use));
    }

    private boolean weighs(Tensor tensor, Use use) {
        String op = use.node.opType();
        if (ANY_INPUT.contains(op)) {
            return true;
        }
        if (FROM_SECOND.contains(op)) {
            return use.input >= 1;
        }
        if (PASS_ON.contains(op)) {
            return (use.input == 0 || op.equals("Concat"))
                    && isWeight(tensor, use.node.outputs().getFirst());
        }
        return switch (op) {
            case "Gather" -> use.input == 0;
            case "Add" -> isBias(tensor, use);
            case "Mul" -> isScale(tensor, use);
            case "RotaryEmbedding" -> false;
            default -> use.node.domain().equals("com.microsoft") && use.input >= 1;
        };
    }

    /** A vector or table that is added and is no mask; a single number only behind a product. */
    private boolean isBias(Tensor tensor, Use use) {
        boolean afterProduct = other(use).filter(WeightRule::isProduct).isPresent();
        return afterProduct || (tensor.shape().elements() > 1 && !isMask(tensor));
    }

    /** Zeros and very negative numbers, as causal masks are; all zeros is an untrained bias. */
    private static boolean isMask(Tensor tensor) {
        boolean masks = false;
        for (float value : tensor.floats()) {
            if (value != 0 && !(value <= MASKED)) {
                return false;
            }
            masks |= value != 0;
        }
        return masks;
    }

    /**
     * The scale of a normalization that is written out, where the other factor is x / sqrt(…), or
     * of the channels of a product, with or without a bias: a layer scale (arXiv:2103.17239).
     */
    private boolean isScale(Tensor tensor, Use use) {
        return tensor.shape().elements() > 1
                && other(use).filter(node -> isNormalized(node) || isLinear(node)).isPresent();
    }

    private boolean isLinear(Node node) {
        return isProduct(node)
                || (node.opType().equals("Add")
                        && Stream.of(producer(node, 0), producer(node, 1))
                                .flatMap(Optional::stream)
                                .anyMatch(WeightRule::isProduct));
    }

    private static boolean isProduct(Node node) {
        return ANY_INPUT.contains(node.opType()) || FROM_SECOND.contains(node.opType());
    }

    private boolean isNormalized(Node node) {
        return switch (node.opType()) {
            case "InstanceNormalization" -> true;
            case "Cast", "Reshape" -> producer(node, 0).filter(this::isNormalized).isPresent();
            case "Div" -> producer(node, 1).filter(this::isRoot).isPresent();
            case "Mul" ->
                    producer(node, 0).filter(this::isInverseRoot).isPresent()
                            || producer(node, 1).filter(this::isInverseRoot).isPresent();
            default -> false;
        };
    }

    private boolean isRoot(Node node) {
        return node.opType().equals("Sqrt") || node.opType().equals("Pow");
    }

    private boolean isInverseRoot(Node node) {
        return (node.opType().equals("Reciprocal") || node.opType().equals("Div"))
                && node.inputs().stream()
                        .map(producers::get)
                        .anyMatch(input -> input != null && isRoot(input));
    }

    private Optional<Node> other(Use use) {
        return producer(use.node, 1 - use.input);
    }

    private Optional<Node> producer(Node node, int input) {
        return Optional.ofNullable(producers.get(node.inputs().get(input)));
    }
}
