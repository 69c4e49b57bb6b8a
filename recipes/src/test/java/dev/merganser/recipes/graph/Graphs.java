package dev.merganser.recipes.graph;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Graphs for tests. */
final class Graphs {

    private Graphs() {}

    /** A tensor whose bytes are 0, 1, 0, 1, … which every type can hold. */
    static Tensor tensor(String name, DType dtype, long... dims) {
        var info = new TensorInfo(name, dtype, Shape.of(dims));
        byte[] data = new byte[(int) info.bytes()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i % 2);
        }
        return new Tensor(info, MemorySegment.ofArray(data));
    }

    /** One graph with everything that records can hold; it is not meant to be run. */
    static Graph everything() {
        List<Initializer> initializers = new ArrayList<>();
        for (DType dtype : DType.values()) {
            initializers.add(new Initializer(tensor("const." + dtype, dtype, 2, 3)));
        }
        initializers.add(new Initializer(tensor("empty", DType.F32, 0)));
        initializers.add(new Initializer(tensor("scalar", DType.F32)));
        initializers.add(new Initializer(tensor("large", DType.F32, 40, 50)));
        return new Graph(
                "everything",
                8,
                Map.of("", 17L, "com.microsoft", 1L),
                nodes(),
                List.of(
                        ValueInfo.of("x", DType.F32, Dim.of("batch"), Dim.of(3), Dim.unknown()),
                        new ValueInfo("u", new ValueType.Unranked(DType.I64))),
                List.of(ValueInfo.of("y", DType.F32)),
                List.of(ValueInfo.of("mid", DType.F16, Dim.of(0))),
                initializers,
                Map.of("author", "ü", "z", ""),
                new Producer("merganser", "1"));
    }

    private static List<Node> nodes() {
        Node every =
                new Node(
                        "/every",
                        "Anything",
                        "com.microsoft",
                        List.of("x", "", "const.F32"),
                        List.of("mid", "", "other"),
                        List.of(
                                Attribute.of("float", 0.1f),
                                Attribute.of("nan", Float.NaN),
                                Attribute.of("int", -1L),
                                Attribute.of("string", "ß"),
                                Attribute.of("tensor", tensor("", DType.I64, 2)),
                                Attribute.of("graph", branch("mid")),
                                Attribute.ints("ints", 1, 2),
                                Attribute.ints("none"),
                                new Attribute(
                                        "floats", new AttributeValue.Floats(List.of(1f, -0f))),
                                new Attribute(
                                        "strings", new AttributeValue.Strings(List.of("", "b"))),
                                new Attribute(
                                        "tensors",
                                        new AttributeValue.Tensors(
                                                List.of(tensor("t", DType.BOOL)))),
                                new Attribute(
                                        "graphs",
                                        new AttributeValue.Graphs(List.of(branch("mid2"))))));
        return List.of(every, Node.of("", "Identity", List.of("mid"), List.of("y")));
    }

    /** A subgraph that uses a value from outside and gives its output no type. */
    private static Graph branch(String output) {
        return new Graph(
                "branch",
                0,
                Map.of(),
                List.of(Node.of("", "Add", List.of("x", "inner"), List.of(output))),
                List.of(),
                List.of(new ValueInfo(output, new ValueType.Untyped())),
                List.of(),
                List.of(new Initializer(tensor("inner", DType.F32))),
                Map.of(),
                Producer.UNKNOWN);
    }
}
