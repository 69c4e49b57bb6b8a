package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A graph of one node, for tests; dimensions are sizes or names. */
final class OneNode {

    private final GraphBuilder graph = GraphBuilder.named("node");
    private final String opType;
    private final Attribute[] attributes;
    private final List<String> inputs = new ArrayList<>();
    private String domain = "";

    private OneNode(String opType, Attribute... attributes) {
        this.opType = opType;
        this.attributes = attributes;
    }

    /** A node of opset 17 unless another is given. */
    static OneNode of(String opType, Attribute... attributes) {
        return new OneNode(opType, attributes);
    }

    OneNode opset(long version) {
        graph.opset(version);
        return this;
    }

    OneNode domain(String name) {
        graph.opset(name, 1);
        domain = name;
        return this;
    }

    /** A float input. */
    OneNode input(String name, Object... dims) {
        return input(name, DType.F32, dims);
    }

    OneNode input(String name, DType dtype, Object... dims) {
        Dim[] all =
                Stream.of(dims)
                        .map(
                                dim ->
                                        dim instanceof Number size
                                                ? Dim.of(size.longValue())
                                                : Dim.of(dim.toString()))
                        .toArray(Dim[]::new);
        inputs.add(graph.input(name, dtype, all));
        return this;
    }

    /** An input that the node takes once more. */
    OneNode again(String name) {
        inputs.add(name);
        return this;
    }

    /** An input that is left out. */
    OneNode none() {
        inputs.add("");
        return this;
    }

    OneNode integers(long... values) {
        inputs.add(graph.integers("constant" + inputs.size(), values));
        return this;
    }

    OneNode scalar(float value) {
        inputs.add(graph.scalar("constant" + inputs.size(), value));
        return this;
    }

    OneNode floats(Shape shape, float... values) {
        inputs.add(graph.initializer("constant" + inputs.size(), shape, values));
        return this;
    }

    Graph graph() {
        return graph(1);
    }

    /** With some float outputs, y0, y1, …. */
    Graph graph(int outputs) {
        List<String> names = IntStream.range(0, outputs).mapToObj(i -> "y" + i).toList();
        graph.node(new Node("node", opType, domain, inputs, names, List.of(attributes)));
        return graph.build()
                .withOutputs(
                        names.stream()
                                .map(name -> new ValueInfo(name, new ValueType.Unranked(DType.F32)))
                                .toList());
    }

    CentralDifferences differences() {
        return CentralDifferences.of(graph());
    }
}
