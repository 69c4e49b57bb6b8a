package dev.merganser.optimizer.run;

import java.util.function.DoubleSupplier;

/**
 * How fast a search scored, beside a bare loop that feeds the same batches to the same sessions and
 * does nothing else; both in one process, the bare loop before and after the search.
 */
final class Throughput {

    private final DoubleSupplier bareItemsPerSecond;
    private double bareSum;
    private int bareRuns;
    private long itemsBefore;
    private long beganNanos;
    private double itemsPerSecond;

    /**
     * A meter.
     *
     * @param bareItemsPerSecond runs the bare loop for a moment
     */
    Throughput(DoubleSupplier bareItemsPerSecond) {
        this.bareItemsPerSecond = bareItemsPerSecond;
    }

    void measureBare() {
        bareSum += bareItemsPerSecond.getAsDouble();
        bareRuns++;
    }

    void begin(long items) {
        itemsBefore = items;
        beganNanos = System.nanoTime();
    }

    void end(long items) {
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        itemsPerSecond = seconds > 0 ? (items - itemsBefore) / seconds : 0;
    }

    /** What was measured. */
    Speed speed(int itemsOfCandidate) {
        return new Speed(
                itemsPerSecond / itemsOfCandidate,
                itemsPerSecond,
                bareRuns == 0 ? 0 : bareSum / bareRuns);
    }
}
