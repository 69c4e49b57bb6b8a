package dev.merganser.evaluators.path;

import dev.merganser.evaluators.segment.Structure;
import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.AttributeValue;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the values of a graph are computed from its inputs, without the names in between: two values
 * with equal texts are the same function of inputs of the same names. Constants count with their
 * content, weights too.
 */
final class Derivation {

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Set<String> PASSED = Set.of("Identity", "Dropout");
    private static final Set<String> COMMUTING = Set.of("Add", "Mul", "And", "Or", "Equal");

    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, ValueInfo> inputs = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    private Derivation(Graph graph) {
        graph.nodes().forEach(node -> node.outputs().forEach(out -> producers.put(out, node)));
        graph.initializers().stream()
                .map(Initializer::tensor)
                .forEach(tensor -> constants.put(tensor.name(), tensor));
        graph.inputs().forEach(input -> inputs.put(input.name(), input));
    }

    static Derivation in(Graph graph) {
        return new Derivation(graph);
    }

    /** The text of a value; for one thread at a time. */
    String of(String value) {
        String known = texts.get(value);
        if (known == null) {
            known = text(value);
            texts.put(value, known);
        }
        return known;
    }

    private String text(String value) {
        Node node = producers.get(value);
        if (node != null) {
            return PASSED.contains(node.opType())
                    ? of(node.inputs().getFirst())
                    : Sha256.of(text(node) + ">" + node.outputs().indexOf(value));
        }
        Tensor constant = constants.get(value);
        ValueInfo input = inputs.get(value);
        return constant != null
                ? Structure.content(constant)
                : "input %s %s"
                        .formatted(
                                value,
                                input == null ? "" : input.dtype().map(DType::toString).orElse(""));
    }

    private String text(Node node) {
        List<String> operands = new ArrayList<>();
        node.inputs().forEach(input -> operands.add(input.isEmpty() ? "-" : of(input)));
        List<String> settings = new ArrayList<>();
        for (Attribute attribute : node.attributes()) {
            if (attribute.value() instanceof AttributeValue.Ints(List<Long> axes)
                    && attribute.name().equals("axes")) {
                operands.add(content(axes)); // an input since opset 13
            } else {
                settings.add(attribute.name() + "=" + text(attribute.value()));
            }
        }
        if (COMMUTING.contains(node.opType())) {
            operands.sort(null);
        }
        settings.sort(null);
        return "%s:%s%s%s".formatted(node.domain(), node.opType(), operands, settings);
    }

    private String text(AttributeValue value) {
        return switch (value) {
            case AttributeValue.TensorValue(Tensor tensor) -> Structure.content(tensor);
            case AttributeValue.Tensors(List<Tensor> tensors) ->
                    tensors.stream().map(Structure::content).toList().toString();
            case AttributeValue.GraphValue(Graph graph) -> text(graph);
            case AttributeValue.Graphs(List<Graph> graphs) ->
                    graphs.stream().map(this::text).toList().toString();
            case AttributeValue.FloatValue _,
                    AttributeValue.IntValue _,
                    AttributeValue.StringValue _,
                    AttributeValue.Floats _,
                    AttributeValue.Ints _,
                    AttributeValue.Strings _ ->
                    value.toString();
        };
    }

    /** A subgraph as it is written, and what it takes from outside. */
    private String text(Graph subgraph) {
        var outside = new TreeSet<String>();
        collect(subgraph, outside);
        List<String> taken =
                outside.stream()
                        .filter(name -> producers.containsKey(name) || inputs.containsKey(name))
                        .map(this::of)
                        .toList();
        return Sha256.of(GraphWriter.encode(subgraph)) + taken;
    }

    private static void collect(Graph graph, Set<String> names) {
        graph.outputs().forEach(output -> names.add(output.name()));
        for (Node node : graph.nodes()) {
            names.addAll(node.inputs());
            node.subgraphs().forEach(subgraph -> collect(subgraph, names));
        }
    }

    /** The inputs of the graph that a value is computed from. */
    Set<String> sources(String value) {
        var sources = new TreeSet<String>();
        collectSources(value, sources, new TreeSet<>());
        return sources;
    }

    private void collectSources(String value, Set<String> sources, Set<String> seen) {
        if (!seen.add(value)) {
            return;
        }
        if (inputs.containsKey(value)) {
            sources.add(value);
        }
        Node node = producers.get(value);
        if (node != null) {
            node.inputs().forEach(input -> collectSources(input, sources, seen));
        }
    }

    private static String content(List<Long> axes) {
        MemorySegment data = MemorySegment.ofArray(new byte[axes.size() * Long.BYTES]);
        for (int i = 0; i < axes.size(); i++) {
            data.set(LONG, (long) i * Long.BYTES, axes.get(i));
        }
        return Structure.content(
                new Tensor(new TensorInfo("axes", DType.I64, Shape.of(axes.size())), data));
    }
}
