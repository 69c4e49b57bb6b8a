package dev.merganser.recipes.method.spectral;

import java.util.Arrays;

/**
 * WIDEN's scores of significance: its softmax over the models, or {@code calibration} where it is
 * above {@code ratio} times the mean of its model.
 */
record Scores(double ratio, double calibration) {

    /** Replaces the significances of one column, or element, in the models by their scores. */
    void score(double[] significance, double[] means) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : significance) {
            largest = Math.max(largest, value);
        }
        double total = 0;
        for (double value : significance) {
            total += StrictMath.exp(value - largest);
        }
        for (int m = 0; m < significance.length; m++) {
            significance[m] =
                    significance[m] > ratio * means[m]
                            ? calibration
                            : StrictMath.exp(significance[m] - largest) / total;
        }
    }

    /**
     * Scores the columns of each model by the rank of their changes.
     *
     * @param changes of each model, how much each column changed
     */
    double[][] ofRanks(double[][] changes) {
        int models = changes.length;
        int columns = changes[0].length;
        double[][] scores = new double[models][];
        for (int m = 0; m < models; m++) {
            scores[m] = ranks(changes[m]);
        }
        double[] means = new double[models];
        Arrays.fill(means, (columns - 1) / 2.0 / columns);
        double[] column = new double[models];
        for (int c = 0; c < columns; c++) {
            for (int m = 0; m < models; m++) {
                column[m] = scores[m][c];
            }
            score(column, means);
            for (int m = 0; m < models; m++) {
                scores[m][c] = column[m];
            }
        }
        return scores;
    }

    /** The share of columns that come before each in ascending order, equal ones as they stand. */
    private static double[] ranks(double[] changes) {
        Integer[] order = new Integer[changes.length];
        Arrays.setAll(order, c -> c);
        Arrays.sort(order, (a, b) -> Double.compare(changes[a], changes[b]));
        double[] ranks = new double[changes.length];
        for (int p = 0; p < order.length; p++) {
            ranks[order[p]] = (double) p / order.length;
        }
        return ranks;
    }
}
