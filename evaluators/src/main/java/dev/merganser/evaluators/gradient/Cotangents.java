package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/** Gradients of the loss by values between steps, added up as they come. Owns them until closed. */
final class Cotangents implements AutoCloseable {

    private final TensorPool pool;
    private final Map<String, TensorPool.Lent> open = new HashMap<>();

    Cotangents(TensorPool pool) {
        this.pool = pool;
    }

    /** The memory of a gradient that is zero so far. */
    MemorySegment zero(String value, Shape shape) {
        TensorPool.Lent zero = pool.take(value, shape);
        zero.floats().fill((byte) 0);
        open.put(value, zero);
        return zero.floats();
    }

    /** Adds a gradient, which is ours from now on. */
    void add(String value, TensorPool.Lent gradient) {
        TensorPool.Lent sum = open.putIfAbsent(value, gradient);
        if (sum != null) {
            try (gradient) {
                add(gradient.floats(), sum.floats());
            }
        }
    }

    private static void add(MemorySegment gradient, MemorySegment sum) {
        long count = sum.byteSize() / Float.BYTES;
        for (long i = 0; i < count; i++) {
            float both =
                    sum.getAtIndex(ValueLayout.JAVA_FLOAT, i)
                            + gradient.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            sum.setAtIndex(ValueLayout.JAVA_FLOAT, i, both);
        }
    }

    /**
     * Adds rows of a gradient.
     *
     * @param shape of the value
     */
    void addRows(String value, Shape shape, long[] indices, MemorySegment rows) {
        TensorPool.Lent known = open.get(value);
        MemorySegment sum = known == null ? zero(value, shape) : known.floats();
        long bytes = sum.byteSize() / Math.max(1, shape.dims().getFirst());
        for (int r = 0; r < indices.length; r++) {
            add(rows.asSlice(r * bytes, bytes), sum.asSlice(indices[r] * bytes, bytes));
        }
    }

    /** The gradient of a value, to which nothing is added any more; the caller closes it. */
    TensorPool.Lent take(String value) {
        TensorPool.Lent found = open.remove(value);
        if (found == null) {
            throw new IllegalStateException("No gradient of '" + value + "'");
        }
        return found;
    }

    @Override
    public void close() {
        open.values().forEach(TensorPool.Lent::close);
        open.clear();
    }
}
