package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.Producer;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts a gradient graph together of what rules emitted and the forward values that they use. */
final class Assembly {

    private final Graph forward;
    private final Map<String, Shape> shapes;
    private final SameShape same;
    private final Set<String> available;
    private final Map<String, String> cotangents;
    private final Emission emission;

    /**
     * An assembly.
     *
     * @param available values that may be inputs, besides the forward graph's inputs
     * @param cotangents input of the gradient graph by output of the forward graph
     */
    Assembly(
            Graph forward,
            Map<String, Shape> shapes,
            SameShape same,
            Set<String> available,
            Map<String, String> cotangents,
            Emission emission) {
        this.forward = forward;
        this.shapes = shapes;
        this.same = same;
        this.available = available;
        this.cotangents = cotangents;
        this.emission = emission;
    }

    Backward backward(GradientOutputs results) {
        List<Node> emitted = alive(emission.nodes(), results.outputs());
        var recall = Recall.of(forward, same, available, cotangents, emitted);
        Set<String> used = used(recall.nodes());
        Map<String, String> seeds =
                cotangents.entrySet().stream()
                        .filter(entry -> used.contains(entry.getValue()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Backward(
                graph(recall, seeds, results),
                seeds,
                recall.saved(),
                results.gradients(),
                results.rows());
    }

    /** The nodes on which outputs depend, in their order. */
    private static List<Node> alive(List<Node> nodes, Set<String> outputs) {
        Set<String> needed = new HashSet<>(outputs);
        List<Node> alive = new ArrayList<>();
        for (Node node : nodes.reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                alive.add(node);
                needed.addAll(node.inputs());
            }
        }
        return alive.reversed();
    }

    private static Set<String> used(List<Node> nodes) {
        return nodes.stream().flatMap(Dependence::uses).collect(Collectors.toSet());
    }

    private Graph graph(Recall recall, Map<String, String> seeds, GradientOutputs results) {
        Set<String> used = used(recall.nodes());
        return new Graph(
                forward.name() + " (gradient)",
                forward.irVersion(),
                forward.opsets(),
                recall.nodes(),
                inputs(recall, seeds),
                outputs(results),
                List.of(),
                constants(used),
                Map.of(),
                new Producer("merganser", ""));
    }

    private List<ValueInfo> inputs(Recall recall, Map<String, String> seeds) {
        Map<String, ValueInfo> known =
                forward.inputs().stream()
                        .collect(Collectors.toMap(ValueInfo::name, Function.identity()));
        return Stream.concat(
                        seeds.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(entry -> floats(entry.getKey()).withName(entry.getValue())),
                        recall.saved().stream()
                                .map(value -> known.getOrDefault(value, floats(value))))
                .toList();
    }

    /** A float value; its probe tells the rank and which sizes are 1. */
    private ValueInfo floats(String value) {
        Shape shape = shapes.get(value);
        ValueType type =
                shape == null
                        ? new ValueType.Unranked(DType.F32)
                        : new ValueType.Ranked(
                                DType.F32,
                                shape.dims().stream()
                                        .map(size -> size == 1 ? Dim.of(1) : Dim.unknown())
                                        .toList());
        return new ValueInfo(value, type);
    }

    private static List<ValueInfo> outputs(GradientOutputs results) {
        return results.outputs().stream()
                .map(output -> new ValueInfo(output, new ValueType.Untyped()))
                .toList();
    }

    private List<Initializer> constants(Set<String> used) {
        return Stream.concat(
                        forward.initializers().stream().map(Initializer::tensor),
                        emission.constants().stream())
                .filter(tensor -> used.contains(tensor.name()))
                .map(Initializer::new)
                .toList();
    }
}
