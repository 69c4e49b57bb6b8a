package dev.merganser.optimizer.algorithm;

import java.util.List;

/**
 * The proposed point with the lowest loss on held-out items, and how long it has stood. Where
 * nothing is held out, the last point is the best.
 */
final class HeldOutBest {

    /** A loss that is lower by less than this share has not moved. */
    private static final double LEAST_GAIN = 1e-4;

    private List<Double> point = List.of();
    private int candidate;
    private double loss = Double.POSITIVE_INFINITY;
    private double mark = Double.POSITIVE_INFINITY;
    private int misses;

    /** Takes notice of a point of which no loss is known. */
    void note(int newCandidate, List<Double> newPoint) {
        candidate = newCandidate;
        point = newPoint;
    }

    /** Takes notice of a point; a loss that is no finite number counts as the highest. */
    void note(int newCandidate, List<Double> newPoint, double newLoss) {
        double finite = Double.isFinite(newLoss) ? newLoss : Double.POSITIVE_INFINITY;
        if (candidate == 0 || finite < loss) {
            note(newCandidate, newPoint);
            loss = finite;
        }
        boolean moved = finite < mark && !(mark - finite < LEAST_GAIN * Math.abs(mark));
        mark = moved ? finite : mark;
        misses = moved ? 0 : misses + 1;
    }

    /** The best point. */
    List<Double> point() {
        return point;
    }

    /** The number of its candidate. */
    int candidate() {
        return candidate;
    }

    /** How many points in a row have not lowered the loss. */
    int misses() {
        return misses;
    }
}
