package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.session.Value;

import java.util.Map;

/**
 * Some rows as input tensors of a graph; read only, shared by all runners. Owns the tensors until
 * closed.
 *
 * @param rows which rows, in the order of the tensors
 * @param length positions per row, padding included; 1 where rows have no positions
 * @param inputs by name of the graph's input
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Batch(int[] rows, int length, Map<String, Value> inputs) implements AutoCloseable {

    public Batch {
        inputs = Map.copyOf(inputs);
    }

    /** How many rows. */
    public int count() {
        return rows.length;
    }

    @Override
    public void close() {
        inputs.values().forEach(Value::close);
    }
}
