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
}
