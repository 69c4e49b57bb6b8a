package dev.merganser.evaluators.runtime;

import dev.merganser.evaluators.session.SessionFactory;

/**
 * What enters a graph, row by row: an image, a sentence, a prompt with one of its choices.
 * Immutable; safe for use by many threads.
 */
public interface Rows {

    /** How many rows. */
    int count();

    /**
     * Packs all rows into batches, by their order, their lengths and the size alone, so that what a
     * batch holds never depends on the candidate or on threads.
     *
     * @param size rows in a batch at most
     * @return the caller closes them
     */
    Batches pack(SessionFactory sessions, int size);

    /**
     * Packs some rows into one batch, in their order.
     *
     * @param rows at least one; of like length unless rows {@link #mayPad}
     * @return the caller closes it
     */
    Batch pack(SessionFactory sessions, int[] rows);

    /** How many positions a row has, padding left out; 1 where rows have no positions. */
    default int length(int row) {
        return 1;
    }

    /** Whether rows of different length can share a batch. */
    default boolean mayPad() {
        return true;
    }

    /** How many positions a batch of several rows should have at most, padding included. */
    default int mostPositions() {
        return Integer.MAX_VALUE;
    }
}
