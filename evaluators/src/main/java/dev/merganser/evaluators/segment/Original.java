package dev.merganser.evaluators.segment;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

import dev.merganser.evaluators.session.OrtErrors;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A graph as it came, with constant weights, in a session that also shows the values that cross
 * places: the source of their types and of the outputs that the cut graph must give.
 */
final class Original implements AutoCloseable {

    private final Graph graph;
    private final OrtSession session;
    private final Map<String, ValueInfo> types;

    private Original(Graph graph, OrtSession session, Map<String, ValueInfo> types) {
        this.graph = graph;
        this.session = session;
        this.types = types;
    }

    static Original open(SessionFactory sessions, Graph graph, Places places) {
        Set<ValueInfo> shown = new LinkedHashSet<>(graph.outputs());
        Set<String> outputs = new LinkedHashSet<>();
        graph.outputs().forEach(output -> outputs.add(output.name()));
        IntStream.range(0, places.count())
                .mapToObj(places::leaving)
                .flatMap(List::stream)
                .filter(outputs::add)
                .forEach(value -> shown.add(new ValueInfo(value, new ValueType.Untyped())));
        OrtSession session = sessions.open(graph.withOutputs(List.copyOf(shown)));
        try {
            return new Original(graph, session, types(graph, session));
        } catch (OrtException e) {
            throw OrtErrors.of("Graph '%s' cannot be read".formatted(graph.name()), e);
        }
    }

    private static Map<String, ValueInfo> types(Graph graph, OrtSession session)
            throws OrtException {
        Map<String, ValueInfo> types = new HashMap<>();
        for (NodeInfo info : session.getOutputInfo().values()) {
            if (info.getInfo() instanceof TensorInfo tensor) {
                types.put(info.getName(), new ValueInfo(info.getName(), type(tensor)));
            }
        }
        graph.inputs().forEach(input -> types.put(input.name(), input));
        return types;
    }

    private static ValueType type(TensorInfo tensor) {
        List<Dim> dims =
                LongStream.of(tensor.getShape())
                        .mapToObj(size -> size >= 0 ? Dim.of(size) : Dim.unknown())
                        .toList();
        return new ValueType.Ranked(dtype(tensor.type), dims);
    }

    private static DType dtype(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> DType.F32;
            case DOUBLE -> DType.F64;
            case INT8 -> DType.I8;
            case INT16 -> DType.I16;
            case INT32 -> DType.I32;
            case INT64 -> DType.I64;
            case BOOL -> DType.BOOL;
            case UINT8 -> DType.U8;
            case FLOAT16 -> DType.F16;
            case BFLOAT16 -> DType.BF16;
            case STRING, UNKNOWN ->
                    throw new UncuttableException("a value of type " + type + " crosses layers");
        };
    }

    Graph graph() {
        return graph;
    }

    OrtSession session() {
        return session;
    }

    /** Types of the inputs, the outputs and the values that cross places. */
    Map<String, ValueInfo> types() {
        return types;
    }

    @Override
    public void close() {
        Closing.close(session);
    }
}
