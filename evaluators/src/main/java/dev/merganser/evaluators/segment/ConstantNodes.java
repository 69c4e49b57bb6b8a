package dev.merganser.evaluators.segment;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.AttributeValue;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the {@code Constant} nodes of a graph into initializers, so that constants have one form.
 */
public final class ConstantNodes {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ConstantNodes() {}

    /** The graph with an initializer for each constant whose value is a tensor or numbers. */
    public static Graph asInitializers(Graph graph) {
        List<Node> nodes = new ArrayList<>();
        List<Initializer> initializers = new ArrayList<>(graph.initializers());
        for (Node node : graph.nodes()) {
            Optional<Tensor> value = value(node);
            value.ifPresent(tensor -> initializers.add(new Initializer(tensor)));
            if (value.isEmpty()) {
                nodes.add(node);
            }
        }
        return graph.withNodes(nodes).withInitializers(initializers);
    }

    private static Optional<Tensor> value(Node node) {
        if (!node.opType().equals("Constant") || node.attributes().size() != 1) {
            return Optional.empty();
        }
        String name = node.outputs().getFirst();
        Attribute attribute = node.attributes().getFirst();
        return switch (attribute.value()) {
            case AttributeValue.TensorValue(Tensor tensor) ->
                    Optional.of(named(name, tensor.info(), tensor.data()));
            case AttributeValue.FloatValue(float value) ->
                    Optional.of(floats(name, Shape.of(), List.of(value)));
            case AttributeValue.Floats(List<Float> values) ->
                    Optional.of(floats(name, Shape.of(values.size()), values));
            case AttributeValue.IntValue(long value) ->
                    Optional.of(longs(name, Shape.of(), List.of(value)));
            case AttributeValue.Ints(List<Long> values) ->
                    Optional.of(longs(name, Shape.of(values.size()), values));
            case AttributeValue.StringValue _,
                    AttributeValue.Strings _,
                    AttributeValue.Tensors _,
                    AttributeValue.GraphValue _,
                    AttributeValue.Graphs _ ->
                    Optional.empty();
        };
    }

    private static Tensor named(String name, TensorInfo info, MemorySegment data) {
        return new Tensor(new TensorInfo(name, info.dtype(), info.shape()), data);
    }

    private static Tensor floats(String name, Shape shape, List<Float> values) {
        MemorySegment data = MemorySegment.ofArray(new byte[values.size() * Float.BYTES]);
        for (int i = 0; i < values.size(); i++) {
            data.set(FLOAT, (long) i * Float.BYTES, values.get(i));
        }
        return new Tensor(new TensorInfo(name, DType.F32, shape), data);
    }

    private static Tensor longs(String name, Shape shape, List<Long> values) {
        MemorySegment data = MemorySegment.ofArray(new byte[values.size() * Long.BYTES]);
        for (int i = 0; i < values.size(); i++) {
            data.set(LONG, (long) i * Long.BYTES, values.get(i));
        }
        return new Tensor(new TensorInfo(name, DType.I64, shape), data);
    }
}
