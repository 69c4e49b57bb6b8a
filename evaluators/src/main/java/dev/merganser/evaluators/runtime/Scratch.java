package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Off-heap floats that a graph writes its output to; grows to the largest. Owns its memory until
 * closed. For one thread at a time.
 */
public final class Scratch implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    private final SessionFactory sessions;
    private Arena arena = Arena.ofShared();
    private MemorySegment memory = MemorySegment.NULL;

    public Scratch(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /**
     * A tensor over the memory; the caller closes it.
     *
     * @param output that is written to it
     */
    public Value tensor(String output, Shape shape) {
        long bytes = shape.elements() * Float.BYTES;
        if (memory.byteSize() < bytes) {
            arena.close();
            arena = Arena.ofShared();
            memory = arena.allocate(bytes, ALIGNMENT);
        }
        return Value.over(sessions, floats(shape), new TensorInfo(output, DType.F32, shape));
    }

    /** The memory of the last tensor, of the same shape. */
    public MemorySegment floats(Shape shape) {
        return memory.asSlice(0, shape.elements() * Float.BYTES);
    }

    @Override
    public void close() {
        arena.close();
    }
}
