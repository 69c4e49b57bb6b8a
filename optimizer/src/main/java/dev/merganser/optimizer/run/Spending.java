package dev.merganser.optimizer.run;

import java.util.Optional;

/**
 * What a search has spent of its budget, counted as its algorithm goes on: candidates, and forward
 * passes of losses at what they are worth. Used by one thread.
 */
final class Spending {

    private final int itemsOfCandidate;
    private final LoopLimits limits;
    private int candidates;
    private long forwards;

    /**
     * Nothing spent.
     *
     * @param itemsOfCandidate forward passes of one item that scoring a candidate takes
     * @param limits where to stop
     */
    Spending(int itemsOfCandidate, LoopLimits limits) {
        this.itemsOfCandidate = itemsOfCandidate;
        this.limits = limits;
    }

    void addCandidate() {
        candidates++;
    }

    void addForwards(long more) {
        forwards += more;
    }

    /** How many evaluations the forward passes of losses are worth; rounded down. */
    int stepEvaluations() {
        return Math.toIntExact(forwards / itemsOfCandidate);
    }

    /** Why to stop now, with so many proposals in a row that found nothing new. */
    Optional<StopReason> limit(int hitsInRow) {
        return limits.reason(candidates + stepEvaluations(), hitsInRow);
    }
}
