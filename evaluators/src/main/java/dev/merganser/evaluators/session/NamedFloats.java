package dev.merganser.evaluators.session;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Named float32 tensors over off-heap memory that sessions read and write in place: made once,
 * rewritten as often as needed; some may lie elsewhere. Owns its memory and all tensors until
 * closed. For one thread at a time.
 */
public final class NamedFloats implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    private final SessionFactory sessions;
    private final Arena arena = Arena.ofShared();
    private final Map<String, MemorySegment> memory = new LinkedHashMap<>();
    private final Map<String, Value> values = new LinkedHashMap<>();

    public NamedFloats(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Adds a tensor of zeros and returns its memory, exactly as long as its values. */
    public MemorySegment add(String name, Shape shape) {
        long bytes = shape.elements() * Float.BYTES;
        MemorySegment floats =
                arena.allocate(Math.max(ALIGNMENT, bytes), ALIGNMENT).asSlice(0, bytes);
        values.put(name, Value.over(sessions, floats, new TensorInfo(name, DType.F32, shape)));
        memory.put(name, floats);
        return floats;
    }

    /** Whether a tensor can be read where it lies, as if it were here. */
    public static boolean canShare(Tensor tensor) {
        return tensor.dtype() == DType.F32
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && tensor.data().isNative()
                && tensor.data().address() % ALIGNMENT == 0;
    }

    /** Adds a tensor that can be shared, which stays where it is as long as this is open. */
    public void share(String name, Tensor tensor) {
        values.put(
                name,
                Value.over(
                        sessions, tensor.data(), new TensorInfo(name, DType.F32, tensor.shape())));
    }

    /** The memory of a tensor of its own: writing here changes the tensor. */
    public MemorySegment memory(String name) {
        return Objects.requireNonNull(memory.get(name), name);
    }

    /** The tensors by name. */
    public Map<String, Value> values() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public void close() {
        values.values().forEach(Value::close);
        values.clear();
        arena.close();
    }
}
