package dev.merganser.evaluators.loss;

import dev.merganser.evaluators.runtime.Batch;

import java.util.Map;

/**
 * Some items of a task in one batch. Owns the batch until closed.
 *
 * @param items which items of the search split, in order; for a task over texts that are cut into
 *     windows, which windows
 * @param forwards what running it costs, in search items as a candidate has them: its share of the
 *     rows of the search split, times the items of that split
 * @param factors of the terms that look at these items
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record Minibatch(Batch batch, int[] items, double forwards, Map<LossTerm, Double> factors)
        implements AutoCloseable {

    public Minibatch {
        factors = Map.copyOf(factors);
    }

    /** How many items. */
    public int count() {
        return items.length;
    }

    @Override
    public void close() {
        batch.close();
    }
}
