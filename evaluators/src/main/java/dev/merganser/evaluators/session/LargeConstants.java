package dev.merganser.evaluators.session;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.ByteCount;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph whose large constants lie beside its bytes, which then are few: inside they would be
 * copied onto the heap, and once more when ONNX Runtime reads the bytes. Owns the values, and the
 * memory of those that were on the heap, until closed.
 */
final class LargeConstants implements AutoCloseable {

    /** Bytes. */
    private static final long LARGE = 1 << 16;

    private static final int ALIGNMENT = 64;

    private final Graph graph;
    private final List<Tensor> large;
    private final Arena arena = Arena.ofShared();
    private final Map<String, Value> values = new HashMap<>();

    private LargeConstants(Graph graph, List<Tensor> large) {
        this.graph = graph;
        this.large = large;
    }

    /** Those of a graph; bad data where one has 2 GB or more. */
    static LargeConstants of(SessionFactory sessions, Graph graph) {
        Set<String> inputs =
                graph.inputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
        var constants =
                new LargeConstants(
                        graph,
                        graph.initializers().stream()
                                .map(Initializer::tensor)
                                .filter(tensor -> isLarge(tensor.info()))
                                .filter(tensor -> !inputs.contains(tensor.name()))
                                .toList());
        try {
            constants.large.forEach(tensor -> constants.add(sessions, tensor));
            return constants;
        } catch (RuntimeException e) {
            constants.close();
            throw e;
        }
    }

    /** Whole numbers stay: the shapes of other values may depend on them. */
    private static boolean isLarge(TensorInfo info) {
        return info.dtype().isFloat() && info.bytes() >= LARGE;
    }

    private void add(SessionFactory sessions, Tensor tensor) {
        requireWrappable(tensor);
        MemorySegment data = tensor.data();
        MemorySegment memory =
                data.isNative() ? data : arena.allocate(data.byteSize(), ALIGNMENT).copyFrom(data);
        values.put(tensor.name(), Value.over(sessions, memory, tensor.info()));
    }

    private void requireWrappable(Tensor constant) {
        long bytes = constant.data().byteSize();
        if (bytes > Integer.MAX_VALUE) {
            throw new BadDataException(
                    "Constant '%s' of graph '%s' must have less than 2 GB, found %s %s of %s."
                            .formatted(
                                    constant.name(),
                                    graph.name(),
                                    constant.dtype(),
                                    constant.shape(),
                                    ByteCount.text(bytes)));
        }
    }

    /** The bytes of the graph without them. */
    byte[] onnx() {
        List<Initializer> others =
                graph.initializers().stream()
                        .filter(constant -> !values.containsKey(constant.name()))
                        .toList();
        return GraphWriter.encodeWithoutData(
                graph.withInitializers(others), large.stream().map(Tensor::info).toList());
    }

    /** They by name. */
    Map<String, Value> values() {
        return values;
    }

    @Override
    public void close() {
        values.values().forEach(Value::close);
        arena.close();
    }
}
