package dev.merganser.results.indicator;

/**
 * How often a front beats another: the share of all pairs of points, one of each, and objectives in
 * which the first has the lower cost (MAP, arXiv:2406.07529). Two equal fronts have less than one
 * half, as equal costs are no win.
 */
public final class WinRate {

    private WinRate() {}

    /**
     * The win rate, from 0 to 1.
     *
     * @param front [points][objectives], finite, not empty; neither is changed
     * @param other [points][objectives]
     */
    public static double of(double[][] front, double[][] other) {
        Fronts.require(front, other);
        long wins = 0;
        for (double[] ours : front) {
            for (double[] theirs : other) {
                for (int i = 0; i < ours.length; i++) {
                    wins += ours[i] < theirs[i] ? 1 : 0;
                }
            }
        }
        return (double) wins / ((double) front.length * other.length * front[0].length);
    }
}
