package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final Map<Long, Map<Shape, Deque<Lent>>> free = new HashMap<>();

    TensorPool(SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** A tensor of any values; closing it gives its memory back. */
    final class Lent implements AutoCloseable {
        private final MemorySegment memory;
        private final MemorySegment floats;
        private final Shape shape;
        private final Value value;
        private boolean away = true;

        private Lent(MemorySegment memory, String name, Shape shape) {
            this.memory = memory;
            this.floats = memory.asSlice(0, shape.elements() * Float.BYTES);
            this.shape = shape;
            this.value = Value.over(sessions, floats, new TensorInfo(name, DType.F32, shape));
        }

        /** Its values, native order; changing them changes the tensor. */
        MemorySegment floats() {
            return floats;
        }

        Value value() {
            return value;
        }

        private Lent as(String name, Shape other) {
            value.close();
            return new Lent(memory, name, other);
        }

        private Lent again() {
            away = true;
            return this;
        }

        /** Has no effect the second time. */
        @Override
        public void close() {
            if (!away) {
                return;
            }
            away = false;
            alike(memory.byteSize()).computeIfAbsent(shape, _ -> new ArrayDeque<>()).push(this);
        }
    }

    /**
     * Lends a tensor, if it can be one that had this shape before.
     *
     * @param name what it is for, which a message says where it cannot be made
     */
    Lent take(String name, Shape shape) {
        long bytes = rounded(Math.max(ALIGNMENT, shape.elements() * Float.BYTES));
        Map<Shape, Deque<Lent>> alike = alike(bytes);
        Deque<Lent> same = alike.get(shape);
        return same == null || same.isEmpty()
                ? other(alike, bytes, name, shape)
                : same.pop().again();
    }

    private Lent other(Map<Shape, Deque<Lent>> alike, long bytes, String name, Shape shape) {
        return alike.values().stream()
                .filter(lent -> !lent.isEmpty())
                .findFirst()
                .map(lent -> lent.pop().as(name, shape))
                .orElseGet(() -> new Lent(arena.allocate(bytes, ALIGNMENT), name, shape));
    }

    /** What is free of a size in bytes. */
    private Map<Shape, Deque<Lent>> alike(long bytes) {
        return free.computeIfAbsent(bytes, _ -> new LinkedHashMap<>());
    }

    private static long rounded(long bytes) {
        long step = Math.max(ALIGNMENT, Long.highestOneBit(bytes) / STEPS);
        return Math.ceilDiv(bytes, step) * step;
    }

    @Override
    public void close() {
        free.values().stream()
                .flatMap(alike -> alike.values().stream())
                .flatMap(Deque::stream)
                .forEach(lent -> lent.value.close());
        free.clear();
        arena.close();
    }
}
