package dev.merganser.optimizer.surrogate;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses points with the largest determinant of ΦᵀΦ, Φ being the terms of a quadratic: greedily
 * one after the other, then by exchanging chosen for other ones while that helps (Fedorov 1972).
 * The inverse, and with it the leverage of each candidate, is kept by rank-one updates.
 */
final class DeterminantExchange {

    private static final double LEAST_GAIN = 1e-6;

    private final List<double[]> candidates;
    private final double[][] terms;
    private final double[][] inverse;
    private final double[] leverages;

    /**
     * An exchange.
     *
     * @param given points that count, too, and stay
     * @param ridge added to the diagonal, so that few points have a determinant, too
     */
    DeterminantExchange(List<double[]> candidates, List<double[]> given, double ridge) {
        this.candidates = candidates;
        this.terms = candidates.stream().map(QuadraticTerms::at).toArray(double[][]::new);
        this.leverages = new double[terms.length];
        int size = terms[0].length;
        this.inverse = new double[size][size];
        for (int i = 0; i < size; i++) {
            inverse[i][i] = 1 / ridge;
        }
        for (int i = 0; i < terms.length; i++) {
            leverages[i] = QuadraticTerms.dot(terms[i], terms[i]) / ridge;
        }
        given.forEach(point -> update(QuadraticTerms.at(point), 1));
    }

    /**
     * The chosen points; a point may be chosen once.
     *
     * @param sweeps how often each is compared with all others at most
     */
    List<double[]> best(int count, int sweeps) {
        List<Integer> chosen = new ArrayList<>();
        boolean[] taken = new boolean[terms.length];
        while (chosen.size() < Math.min(count, candidates.size())) {
            int next = highest(taken);
            chosen.add(next);
            take(next, taken);
        }
        boolean changed = true;
        for (int sweep = 0; sweep < sweeps && changed; sweep++) {
            changed = exchange(chosen, taken);
        }
        return chosen.stream().map(candidates::get).toList();
    }

    private void take(int candidate, boolean[] taken) {
        taken[candidate] = true;
        update(terms[candidate], 1);
    }

    private boolean exchange(List<Integer> chosen, boolean[] taken) {
        boolean changed = false;
        for (int i = 0; i < chosen.size(); i++) {
            int old = chosen.get(i);
            taken[old] = false;
            update(terms[old], -1);
            int best = highest(taken);
            boolean better = leverages[best] > leverages[old] * (1 + LEAST_GAIN);
            changed |= better;
            chosen.set(i, better ? best : old);
            take(chosen.get(i), taken);
        }
        return changed;
    }

    private int highest(boolean[] taken) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < terms.length; i++) {
            if (!taken[i] && leverages[i] > most) {
                most = leverages[i];
                best = i;
            }
        }
        return best;
    }

    /** Sherman-Morrison: a row comes or goes. */
    private void update(double[] row, int sign) {
        double[] image = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            image[i] = QuadraticTerms.dot(inverse[i], row);
        }
        double factor = sign / (1 + sign * QuadraticTerms.dot(row, image));
        for (int i = 0; i < row.length; i++) {
            double own = factor * image[i];
            double[] into = inverse[i];
            for (int j = 0; j < row.length; j++) {
                into[j] -= own * image[j];
            }
        }
        for (int i = 0; i < terms.length; i++) {
            double along = QuadraticTerms.dot(terms[i], image);
            leverages[i] -= factor * along * along;
        }
    }
}
