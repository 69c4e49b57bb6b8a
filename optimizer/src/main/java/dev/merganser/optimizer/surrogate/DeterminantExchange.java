package dev.merganser.optimizer.surrogate;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses points with the largest determinant of ΦᵀΦ, Φ being the terms of a quadratic: greedily
 * one after the other, then by exchanging chosen for other ones while that helps (Fedorov 1972).
 * The inverse is kept by rank-one updates.
 */
final class DeterminantExchange {

    private static final double LEAST_GAIN = 1e-9;

    private final List<double[]> candidates;
    private final double[][] terms;
    private final double[][] inverse;

    /**
     * An exchange.
     *
     * @param ridge added to the diagonal, so that few points have a determinant, too
     */
    DeterminantExchange(List<double[]> candidates, double ridge) {
        this.candidates = candidates;
        this.terms = candidates.stream().map(QuadraticTerms::at).toArray(double[][]::new);
        int size = terms[0].length;
        this.inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
            inverse[i][i] = 1 / ridge;
        }
    }

    /**
     * The chosen points; a point may be chosen once.
     *
     * @param sweeps how often each is compared with all others at most
     */
    List<double[]> best(int count, int sweeps) {
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < Math.min(count, candidates.size())) {
            int next = highest(chosen);
            chosen.add(next);
            update(terms[next], 1);
        }
        for (int sweep = 0; sweep < sweeps && exchange(chosen); sweep++) {
            // again
        }
        return chosen.stream().map(candidates::get).toList();
    }

    private boolean exchange(List<Integer> chosen) {
        boolean changed = false;
        for (int i = 0; i < chosen.size(); i++) {
            int old = chosen.get(i);
            update(terms[old], -1);
            int best = highest(chosen);
            boolean better = leverage(terms[best]) > leverage(terms[old]) * (1 + LEAST_GAIN);
            int kept = better ? best : old;
            changed |= better;
            chosen.set(i, kept);
            update(terms[kept], 1);
        }
        return changed;
    }

    private int highest(List<Integer> taken) {
        boolean[] isTaken = new boolean[terms.length];
        taken.forEach(index -> isTaken[index] = true);
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < terms.length; i++) {
            double value = isTaken[i] ? Double.NEGATIVE_INFINITY : leverage(terms[i]);
            if (value > most) {
                most = value;
                best = i;
            }
        }
        return best;
    }

    private double leverage(double[] row) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            for (int j = 0; j < row.length; j++) {
                sum += row[i] * inverse[i][j] * row[j];
            }
        }
        return sum;
    }

    /** Sherman-Morrison: a row comes or goes. */
    private void update(double[] row, int sign) {
        int size = row.length;
        double[] image = new double[size];
        double along = 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                image[i] += inverse[i][j] * row[j];
            }
            along += row[i] * image[i];
        }
        double factor = sign / (1 + sign * along);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                inverse[i][j] -= factor * image[i] * image[j];
            }
        }
    }
}
