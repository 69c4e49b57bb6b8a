package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Off-heap float32 tensors that are lent, given back and lent again. Owns its memory until closed.
 * For one thread at a time.
 */
final class TensorPool implements AutoCloseable {

    private static final int ALIGNMENT = 64;

    /** Sizes are rounded up to this share of the next power of two, so that they recur. */
    private static final int STEPS = 8;

    private final SessionFactory sessions;
    private final Arena arena = Arena.ofShared();
    private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();

    TensorPool(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** A tensor of any values; closing it gives its memory back. */
    final class Lent implements AutoCloseable {
        private final MemorySegment memory;
        private final MemorySegment floats;
        private final Value value;

        private Lent(MemorySegment memory, Shape shape) {
            this.memory = memory;
            this.floats = memory.asSlice(0, shape.elements() * Float.BYTES);
            this.value = Value.over(sessions, floats, DType.F32, shape);
        }

        /** Its values, native order; changing them changes the tensor. */
        MemorySegment floats() {
            return floats;
        }

        Value value() {
            return value;
        }

        @Override
        public void close() {
            value.close();
            free(memory.byteSize()).push(memory);
        }
    }

    /** Lends a tensor. */
    Lent take(Shape shape) {
        long bytes = rounded(Math.max(ALIGNMENT, shape.elements() * Float.BYTES));
        MemorySegment memory = free(bytes).poll();
        return new Lent(memory == null ? arena.allocate(bytes, ALIGNMENT) : memory, shape);
    }

    private Deque<MemorySegment> free(long bytes) {
        return free.computeIfAbsent(bytes, _ -> new ArrayDeque<>());
    }

    private static long rounded(long bytes) {
        long step = Math.max(ALIGNMENT, Long.highestOneBit(bytes) / STEPS);
        return Math.ceilDiv(bytes, step) * step;
    }

    @Override
    public void close() {
        free.clear();
        arena.close();
    }
}
