package dev.merganser.evaluators.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.ValueInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** A graph that is ready to run. Safe for use by many threads; owns native memory until closed. */
public final class Session implements AutoCloseable {

    private final String graph;
    private final OrtSession session;

    Session(String graph, OrtSession session) {
        this.graph = graph;
        this.session = session;
    }

    /** The outputs that are tensors, with the types that ONNX Runtime inferred. */
    public List<ValueInfo> outputs() {
        List<ValueInfo> outputs = new ArrayList<>();
        try {
            for (NodeInfo info : session.getOutputInfo().values()) {
                if (info.getInfo() instanceof TensorInfo tensor) {
                    outputs.add(
                            ValueInfo.of(
                                    info.getName(),
                                    ElementTypes.fromOrt(tensor.type),
                                    dims(tensor)));
                }
            }
            return outputs;
        } catch (OrtException e) {
            throw OrtErrors.of("Graph '%s' cannot be read".formatted(graph), e);
        }
    }

    private static List<Dim> dims(TensorInfo tensor) {
        return LongStream.of(tensor.getShape())
                .mapToObj(size -> size >= 0 ? Dim.of(size) : Dim.unknown())
                .toList();
    }

    /**
     * Runs the graph. What ONNX Runtime complains of is bad data.
     *
     * @param inputs all inputs by name
     * @param requested outputs to be given in memory of their own
     * @param written outputs to be written into tensors of the caller, who knows their shapes
     */
    public Results run(
            Map<String, Value> inputs, Set<String> requested, Map<String, Value> written) {
        try {
            return new Results(session.run(tensors(inputs), requested, tensors(written)));
        } catch (OrtException e) {
            throw OrtErrors.of("Graph '%s' cannot run".formatted(graph), e);
        }
    }

    private static Map<String, OnnxTensor> tensors(Map<String, Value> values) {
        Map<String, OnnxTensor> tensors = HashMap.newHashMap(values.size());
        values.forEach((name, value) -> tensors.put(name, value.tensor()));
        return tensors;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw OrtErrors.of("The session of graph '%s' cannot be closed".formatted(graph), e);
        }
    }
}
