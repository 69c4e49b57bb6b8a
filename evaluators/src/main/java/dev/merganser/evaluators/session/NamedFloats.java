package dev.merganser.evaluators.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Named float32 tensors over off-heap memory that ONNX Runtime reads and writes in place: made
 * once, rewritten as often as needed. Owns memory and tensors until closed. For one thread at a
 * time.
 */
public final class NamedFloats implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    private final OrtEnvironment environment;
    private final Arena arena = Arena.ofShared();
    private final Map<String, MemorySegment> memory = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    public NamedFloats(OrtEnvironment environment) {
        this.environment = environment;
    }

    /** Adds a tensor of zeros and returns its memory, exactly as long as its values. */
    public MemorySegment add(String name, Shape shape) throws OrtException {
        long bytes = shape.elements() * Float.BYTES;
        MemorySegment values = arena.allocate(Math.max(ALIGNMENT, bytes), ALIGNMENT);
        memory.put(name, values.asSlice(0, bytes));
        tensors.put(name, over(environment, memory(name), shape));
        return memory(name);
    }

    /**
     * A tensor over memory of the caller, who closes it before the memory goes.
     *
     * @param memory native, as many float32 as the shape has
     */
    public static OnnxTensor over(OrtEnvironment environment, MemorySegment memory, Shape shape)
            throws OrtException {
        var floats = memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
        long[] dims = shape.dims().stream().mapToLong(Long::longValue).toArray();
        return OnnxTensor.createTensor(environment, floats, dims);
    }

    /** The memory of a tensor: writing here changes the tensor. */
    public MemorySegment memory(String name) {
        return Objects.requireNonNull(memory.get(name), name);
    }

    /** The tensors by name. */
    public Map<String, OnnxTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
        arena.close();
    }
}
