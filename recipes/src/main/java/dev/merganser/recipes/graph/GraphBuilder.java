package dev.merganser.recipes.graph;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a graph node by node. Nodes go in the order in which they run. Every call returns the name
 * of the value that it made, to be used as input of others. For one thread.
 *
 * {@snippet :
 * var b = GraphBuilder.named("line").opset(17);
 * String x = b.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
 * String w = b.initializer("w", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
 * b.node("/MatMul", "MatMul", List.of(x, w), List.of("y"));
 * b.output("y", DType.F32, Dim.of("batch"), Dim.of(3));
 * Graph graph = b.build();
 * }
 */
public final class GraphBuilder {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long DEFAULT_IR_VERSION = 8;
    private static final long DEFAULT_OPSET = 17;

    private final String name;
    private final Map<String, Long> opsets = new LinkedHashMap<>(Map.of("", DEFAULT_OPSET));
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final List<Initializer> initializers = new ArrayList<>();

    private GraphBuilder(String name) {
        this.name = name;
    }

    /** An empty graph of opset 17 and ir version 8. */
    public static GraphBuilder named(String name) {
        return new GraphBuilder(name);
    }

    /** Sets the version of ONNX's own operators. */
    public GraphBuilder opset(long version) {
        return opset("", version);
    }

    /** Sets the version of a domain's operators. */
    public GraphBuilder opset(String domain, long version) {
        opsets.put(domain, version);
        return this;
    }

    /** Adds a free-form text. */
    public GraphBuilder metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Adds a value that is fed. */
    public String input(String input, DType dtype, Dim... dims) {
        inputs.add(ValueInfo.of(input, dtype, dims));
        return input;
    }

    /** Adds a constant. */
    public String initializer(Tensor tensor) {
        initializers.add(new Initializer(tensor));
        return tensor.name();
    }

    /** Adds a float32 constant with its elements in row-major order. */
    public String initializer(String constant, Shape shape, float... elements) {
        MemorySegment data = MemorySegment.ofArray(new byte[4 * elements.length]);
        Floats.encode(DType.F32, elements, 0, elements.length, data, 0);
        return initializer(tensor(constant, DType.F32, shape, data));
    }

    /** Adds a list of whole numbers (I64, [n]) as a constant: a shape, axes, indices. */
    public String integers(String constant, long... elements) {
        return initializer(tensor(constant, DType.I64, Shape.of(elements.length), longs(elements)));
    }

    /** Adds one whole number (I64, []) as a constant. */
    public String integer(String constant, long element) {
        return initializer(tensor(constant, DType.I64, Shape.of(), longs(element)));
    }

    /** Adds one float32 ([]) as a constant. */
    public String scalar(String constant, float element) {
        return initializer(constant, Shape.of(), element);
    }

    /** Adds a node with one output, which is called {@code <node>_output_0} as PyTorch does. */
    public String node(String node, String opType, List<String> values, Attribute... attributes) {
        return node(node, opType, values, List.of(node + "_output_0"), attributes).getFirst();
    }

    /** Adds a node with named outputs. */
    public List<String> node(
            String node,
            String opType,
            List<String> values,
            List<String> results,
            Attribute... attributes) {
        nodes.add(Node.of(node, opType, values, results, attributes));
        return results;
    }

    /** Adds any node. */
    public List<String> node(Node node) {
        nodes.add(node);
        return node.outputs();
    }

    /** Makes a value an output of the graph under its own name. */
    public GraphBuilder output(String value, DType dtype, Dim... dims) {
        outputs.add(ValueInfo.of(value, dtype, dims));
        return this;
    }

    /**
     * The graph so far.
     *
     * @throws BadDataException where a node uses a value that nothing before it makes, or a name is
     *     made twice
     */
    public Graph build() {
        Graph graph =
                new Graph(
                        name,
                        DEFAULT_IR_VERSION,
                        opsets,
                        nodes,
                        inputs,
                        outputs,
                        List.of(),
                        initializers,
                        metadata,
                        new Producer("merganser", ""));
        GraphCheck.check(graph, "Graph " + name);
        return graph;
    }

    private static MemorySegment longs(long... elements) {
        MemorySegment data = MemorySegment.ofArray(new byte[8 * elements.length]);
        MemorySegment.copy(elements, 0, data, LONG, 0, elements.length);
        return data;
    }

    private static Tensor tensor(String name, DType dtype, Shape shape, MemorySegment data) {
        return new Tensor(new TensorInfo(name, dtype, shape), data);
    }
}
