package dev.merganser.optimizer.algorithm;

import java.util.Optional;

/**
 * Proposes candidates and learns from their costs, by asking and telling. Candidates count from 1.
 * Used by one thread.
 *
 * <p>Candidate {@code n} is asked for exactly when the results of candidates 1 … {@code needed(n)}
 * have been told, in the order of their numbers, and no others: so what is proposed depends on the
 * seed and the costs only, never on which evaluation ended first.
 */
public interface Algorithm {

    /**
     * How many results must be told before a candidate is proposed; 0 ≤ needed(n) ≤ n − 1, not
     * falling.
     */
    int needed(int candidate);

    /** The proposal for a candidate; called once for each number, in order. */
    Proposal ask(int candidate);

    /** The outcome of a candidate; called once for each number, in order. */
    void tell(int candidate, Outcome outcome);

    /** What it fitted for its newest proposal and those to come; empty where it fitted nothing. */
    default Optional<Fitted> fitted() {
        return Optional.empty();
    }

    /**
     * Whether it has nothing more to propose; it is then not asked again. Asked before each
     * candidate, after what that one needs was told.
     */
    default boolean isFinished() {
        return false;
    }

    /**
     * What it leaves the search with that ends here, where that is not its newest proposal: an
     * earlier one once more, so that it costs nothing. It counts as a candidate of its own, with
     * the origin {@link Proposal#CONCLUSION}, and may be followed by others if the search goes on.
     */
    default Optional<Proposal> conclude() {
        return Optional.empty();
    }
}
