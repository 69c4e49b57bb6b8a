package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.Tensor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Normalizations of layers that a graph writes out as means, squares and roots. Their gradient as a
 * whole takes a third of the nodes that it takes node by node, and fewer forward values.
 */
final class WrittenNorms {

    /** A mean along axes that stay as 1. */
    private record Mean(String value, List<Long> axes) {}

    /**
     * A normalization as a node of its own, from what is normalized to what comes out.
     *
     * @param rule its gradient
     */
    record Norm(Node node, Rule rule) {}

    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Tensor> constants;

    /**
     * The normalizations of a graph.
     *
     * @param constants its values that are the same in every run
     */
    WrittenNorms(Graph graph, Map<String, Tensor> constants) {
        graph.nodes().forEach(node -> node.outputs().forEach(v -> producers.put(v, node)));
        this.constants = constants;
    }

    /** The normalization whose last node is this one, if it is one. */
    Optional<Norm> endingWith(Node node) {
        return switch (node.opType()) {
            case "Div" -> norm(node, node.inputs().get(0), node.inputs().get(1), "Div");
            case "Mul" ->
                    norm(node, node.inputs().get(0), node.inputs().get(1), "Mul")
                            .or(
                                    () ->
                                            norm(
                                                    node,
                                                    node.inputs().get(1),
                                                    node.inputs().get(0),
                                                    "Mul"));
            default -> Optional.empty();
        };
    }

    private Optional<Norm> norm(Node last, String shifted, String factor, String scaling) {
        return (scaling.equals("Div") ? Optional.of(factor) : inverted(factor))
                .flatMap(deviation -> produced(deviation, "Sqrt"))
                .flatMap(root -> produced(root.inputs().getFirst(), "Add"))
                .flatMap(this::withoutEpsilon)
                .flatMap(this::mean)
                .filter(mean -> isSquare(mean.value(), shifted))
                .map(mean -> norm(last, shifted, mean.axes(), factor, scaling));
    }

    private Norm norm(Node last, String shifted, List<Long> axes, String factor, String scaling) {
        Optional<String> centred = centred(shifted, axes);
        String input = centred.orElse(shifted);
        return new Norm(
                Node.of(last.name(), "Norm", List.of(input), last.outputs()),
                at ->
                        new Normalized(
                                        at.output(0),
                                        scaling,
                                        factor,
                                        normal(axes, at.shape(input).rank()),
                                        centred.isPresent())
                                .give(at));
    }

    private static List<Long> normal(List<Long> axes, int rank) {
        return axes.stream().map(axis -> Axes.normal(axis, rank)).toList();
    }

    private Optional<Node> produced(String value, String opType) {
        return Optional.ofNullable(producers.get(value))
                .filter(node -> node.domain().isEmpty() && node.opType().equals(opType));
    }

    /** What a value is 1 through. */
    private Optional<String> inverted(String value) {
        Optional<String> reciprocal =
                produced(value, "Reciprocal").map(node -> node.inputs().getFirst());
        return reciprocal.or(
                () ->
                        produced(value, "Div")
                                .filter(node -> isNumber(node.inputs().getFirst(), 1))
                                .map(node -> node.inputs().get(1)));
    }

    private boolean isNumber(String value, double number) {
        return Constants.number(constants, value).filter(found -> found == number).isPresent();
    }

    private Optional<String> withoutEpsilon(Node sum) {
        return Stream.of(0, 1)
                .filter(i -> Constants.number(constants, sum.inputs().get(1 - i)).isPresent())
                .map(i -> sum.inputs().get(i))
                .findFirst();
    }

    private Optional<Mean> mean(String value) {
        return produced(value, "ReduceMean")
                .filter(node -> node.intAttribute("keepdims", 1) == 1)
                .flatMap(
                        node ->
                                axes(node)
                                        .filter(axes -> !axes.isEmpty())
                                        .map(axes -> new Mean(node.inputs().getFirst(), axes)));
    }

    private Optional<List<Long>> axes(Node node) {
        return node.inputs().size() < 2
                ? Optional.of(node.intsAttribute("axes", List.of()))
                : Constants.longs(constants, node.inputs().get(1))
                        .map(axes -> LongStream.of(axes).boxed().toList());
    }

    private boolean isSquare(String value, String root) {
        Optional<Node> product =
                produced(value, "Mul").filter(node -> isSame(node.inputs().get(1), root));
        Optional<Node> power =
                produced(value, "Pow").filter(node -> isNumber(node.inputs().get(1), 2));
        return product.or(() -> power)
                .filter(node -> isSame(node.inputs().getFirst(), root))
                .isPresent();
    }

    /** Some exporters compute the difference from the mean twice. */
    private boolean isSame(String one, String other) {
        Optional<List<String>> difference = produced(one, "Sub").map(Node::inputs);
        return one.equals(other)
                || (difference.isPresent()
                        && difference.equals(produced(other, "Sub").map(Node::inputs)));
    }

    /** What a value was before its mean was taken away. */
    private Optional<String> centred(String value, List<Long> axes) {
        return produced(value, "Sub")
                .map(Node::inputs)
                .filter(
                        inputs ->
                                mean(inputs.get(1))
                                        .filter(new Mean(inputs.getFirst(), axes)::equals)
                                        .isPresent())
                .map(List::getFirst);
    }
}
