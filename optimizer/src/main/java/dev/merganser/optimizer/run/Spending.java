package dev.merganser.optimizer.run;

/**
 * What a search has spent of its budget, counted as its algorithm goes on: candidates, and forward
 * passes of losses at what they are worth. Used by one thread.
 */
final class Spending {

    private final int itemsOfCandidate;
    private int candidates;
    private long forwards;

    /**
     * Nothing spent.
     *
     * @param itemsOfCandidate forward passes of one item that scoring a candidate takes
     */
    Spending(int itemsOfCandidate) {
        this.itemsOfCandidate = itemsOfCandidate;
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

    /** What the budget counts. */
    int evaluations() {
        return candidates + stepEvaluations();
    }
}
