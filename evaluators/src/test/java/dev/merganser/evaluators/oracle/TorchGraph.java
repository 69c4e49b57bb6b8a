package dev.merganser.evaluators.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Runs the nodes of a graph on PyTorch's arrays, one by one. */
final class TorchGraph {

    private static final Map<String, Function<Call, NDArray>> OPERATORS = new HashMap<>();

    static {
        OPERATORS.putAll(ElementOperators.ALL);
        OPERATORS.putAll(ShapeOperators.ALL);
        OPERATORS.putAll(ProductOperators.ALL);
    }

    private final NDManager manager;
    private final Map<String, NDArray> values;

    private TorchGraph(NDManager manager, Map<String, NDArray> values) {
        this.manager = manager;
        this.values = new HashMap<>(values);
    }

    /** The value of one output. */
    static NDArray run(Graph graph, Map<String, NDArray> fed, String output, NDManager manager) {
        var run = new TorchGraph(manager, fed);
        graph.nodes().forEach(run::step);
        return run.value(output);
    }

    private void step(Node node) {
        List<NDArray> inputs = node.inputs().stream().map(this::value).toList();
        var call = new Call(node, inputs, manager);
        if (node.opType().equals("Split")) {
            NDList parts = split(call);
            for (int i = 0; i < parts.size(); i++) {
                values.put(node.outputs().get(i), parts.get(i));
            }
            return;
        }
        values.put(node.outputs().getFirst(), operator(node).apply(call));
    }

    private static Function<Call, NDArray> operator(Node node) {
        return Objects.requireNonNull(
                OPERATORS.get(node.opType()), "The oracle has no operator " + node.opType());
    }

    private static NDList split(Call call) {
        int axis = call.axis("axis", 0);
        int parts = call.node().outputs().size();
        long[] sizes = call.longs(1, "split");
        if (sizes.length == 0) {
            long each = call.dims(0)[axis] / parts;
            sizes = LongStream.range(0, parts).map(_ -> each).toArray();
        }
        long[] places = new long[parts - 1];
        long place = 0;
        for (int i = 0; i < places.length; i++) {
            place += sizes[i];
            places[i] = place;
        }
        return call.in(0).split(places, axis);
    }

    private NDArray value(String name) {
        return Objects.requireNonNull(values.get(name), "There is no value " + name);
    }
}
