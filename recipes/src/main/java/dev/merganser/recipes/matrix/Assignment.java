package dev.merganser.recipes.matrix;

import java.util.Arrays;

/**
 * The linear assignment problem, solved exactly by shortest augmenting paths (Jonker, Volgenant
 * 1987, doi:10.1007/BF02278710), in O(n³) on the calling thread.
 */
public final class Assignment {
    private static final int NONE = -1;

    private final Matrix gains;
    private final int n;
    private final double[] ofRow;
    private final double[] ofColumn;
    private final int[] rowOf;

    private Assignment(Matrix gains) {
        this.gains = gains;
        this.n = gains.rows();
        this.ofRow = new double[n];
        this.ofColumn = new double[n];
        this.rowOf = new int[n];
        Arrays.fill(rowOf, NONE);
    }

    /**
     * Assigns each row a column of its own so that the sum of the chosen elements is the largest.
     *
     * @param gains square, finite
     * @return the column of each row
     */
    public static int[] maximum(Matrix gains) {
        gains.checkSquare();
        gains.checkFinite();
        var assignment = new Assignment(gains);
        for (int row = 0; row < assignment.n; row++) {
            assignment.assign(row);
        }
        int[] columns = new int[assignment.n];
        for (int column = 0; column < assignment.n; column++) {
            columns[assignment.rowOf[column]] = column;
        }
        return columns;
    }

    /** Gives a row a column, moving others along the shortest path that ends at a free one. */
    private void assign(int start) {
        double[] distance = new double[n];
        int[] before = new int[n];
        boolean[] done = new boolean[n];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int[] order = new int[n];
        int count = 0;
        int row = start;
        int from = NONE;
        double length = 0;
        int column;
        do {
            relax(row, from, length, distance, before, done);
            column = nearest(distance, done);
            length = distance[column];
            done[column] = true;
            order[count++] = column;
            row = rowOf[column];
            from = column;
        } while (row != NONE);
        raisePotentials(start, Arrays.copyOf(order, count - 1), distance, length);
        augment(start, column, before);
    }

    private void relax(
            int row, int from, double length, double[] distance, int[] before, boolean[] done) {
        for (int j = 0; j < n; j++) {
            double through = length - gains.get(row, j) - ofRow[row] - ofColumn[j];
            if (!done[j] && through < distance[j]) {
                distance[j] = through;
                before[j] = from;
            }
        }
    }

    private int nearest(double[] distance, boolean[] done) {
        int nearest = NONE;
        for (int j = 0; j < n; j++) {
            if (!done[j] && (nearest == NONE || distance[j] < distance[nearest])) {
                nearest = j;
            }
        }
        return nearest;
    }

    private void raisePotentials(int start, int[] visited, double[] distance, double length) {
        ofRow[start] += length;
        for (int column : visited) {
            ofRow[rowOf[column]] += length - distance[column];
            ofColumn[column] -= length - distance[column];
        }
    }

    private void augment(int start, int free, int[] before) {
        int column = free;
        while (before[column] != NONE) {
            rowOf[column] = rowOf[before[column]];
            column = before[column];
        }
        rowOf[column] = start;
    }
}
