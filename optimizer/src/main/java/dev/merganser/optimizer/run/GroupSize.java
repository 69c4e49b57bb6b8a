package dev.merganser.optimizer.run;

/**
 * How many candidates a thread scores at once: its share of all that are not done, as few as take
 * half a minute, so that a search that is stopped or killed does not lose much. For one thread at a
 * time.
 */
final class GroupSize {

    private static final double LONGEST_NANOS = 30e9;

    private final int largest;
    private final int threads;
    private int underWay;
    private double nanosEach;

    /**
     * Sizes for so many threads.
     *
     * @param largest at least 1
     */
    GroupSize(int largest, int threads) {
        this.largest = largest;
        this.threads = threads;
    }

    int largest() {
        return largest;
    }

    /** The size of the next group, at least 1, where so many are waiting. */
    int next(int waiting) {
        int share = Math.ceilDiv(waiting + underWay, threads);
        return Math.clamp(Math.min(share, quickEnough()), 1, largest);
    }

    private int quickEnough() {
        return nanosEach == 0 ? largest : (int) Math.min(largest, LONGEST_NANOS / nanosEach);
    }

    void begun(int group) {
        underWay += group;
    }

    void ended(int group, long nanos) {
        underWay -= group;
        took((double) nanos / group);
    }

    /** What one candidate took. */
    void took(double nanos) {
        nanosEach = nanos;
    }
}
