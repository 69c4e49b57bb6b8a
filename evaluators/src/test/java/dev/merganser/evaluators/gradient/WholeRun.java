package dev.merganser.evaluators.gradient;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a graph once in ONNX Runtime; all that it gives is on the heap. */
final class WholeRun {

    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private WholeRun() {}

    /** Values by name; those of other types than float32 and int64 are false everywhere. */
    static Map<String, Tensor> run(
            Graph graph, Map<String, Tensor> inputs, Collection<String> outputs) {
        List<ValueInfo> wanted =
                outputs.stream().map(name -> new ValueInfo(name, new ValueType.Untyped())).toList();
        byte[] onnx = GraphWriter.encode(graph.withOutputs(wanted));
        var tensors = new HashMap<String, OnnxTensor>();
        try (SessionOptions options = options();
                OrtSession session = ENVIRONMENT.createSession(onnx, options)) {
            for (ValueInfo input : graph.inputs()) {
                tensors.put(input.name(), tensor(inputs.get(input.name())));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                return outcomes(result, outputs);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static SessionOptions options() throws OrtException {
        var options = new SessionOptions();
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        options.setIntraOpNumThreads(1);
        return options;
    }

    private static OnnxTensor tensor(Tensor tensor) throws OrtException {
        long[] dims = tensor.shape().dims().stream().mapToLong(Long::longValue).toArray();
        if (tensor.dtype() == DType.I64) {
            LongBuffer longs =
                    tensor.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
            return OnnxTensor.createTensor(ENVIRONMENT, longs, dims);
        }
        return OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(tensor.floats()), dims);
    }

    private static Map<String, Tensor> outcomes(
            OrtSession.Result result, Collection<String> names) {
        var outcomes = new HashMap<String, Tensor>();
        for (String name : names) {
            if (result.get(name).orElseThrow() instanceof OnnxTensor tensor) {
                outcomes.put(name, outcome(name, tensor));
            }
        }
        return outcomes;
    }

    private static Tensor outcome(String name, OnnxTensor tensor) {
        TensorInfo info = tensor.getInfo();
        Shape shape = Shape.of(info.getShape());
        return switch (info.type) {
            case FLOAT -> Tensors.floats(name, shape, copied(tensor.getFloatBuffer()));
            case INT64 -> Tensors.longs(name, shape, copied(tensor.getLongBuffer()));
            default -> Tensors.flags(name, shape);
        };
    }

    private static float[] copied(FloatBuffer buffer) {
        float[] floats = new float[buffer.remaining()];
        buffer.get(floats);
        return floats;
    }

    private static long[] copied(LongBuffer buffer) {
        long[] longs = new long[buffer.remaining()];
        buffer.get(longs);
        return longs;
    }
}
