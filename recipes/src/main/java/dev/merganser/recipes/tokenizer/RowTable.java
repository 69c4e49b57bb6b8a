package dev.merganser.recipes.tokenizer;

import java.util.List;

/**
 * Where each row of the merged vocabulary comes from, model by model: the model's own row where it
 * has the token and no rule forces another, else a default that is the same for all models.
 * Immutable; safe for use by many threads.
 */
final class RowTable {

    /** A default in place of a model's number: the mean of the rows of all models that have it. */
    static final int MEAN = -1;

    /** A default in place of a model's number: zeros. */
    static final int ZERO = -2;

    private final int[][] own;
    private final int[] donors;
    private final int[] donorRows;
    private final int rows;

    /**
     * @param own by model and row: the row in that model, or -1 where the default is taken
     * @param donors by row: the model that gives the default, {@link #MEAN} or {@link #ZERO}
     * @param donorRows by row: the row in that model
     * @param rows of the merged tensors; those beyond the others are filled up with their mean
     */
    RowTable(List<int[]> own, int[] donors, int[] donorRows, int rows) {
        this.own = own.toArray(int[][]::new);
        this.donors = donors.clone();
        this.donorRows = donorRows.clone();
        this.rows = rows;
    }

    /** Rows of the merged tensors. */
    int rows() {
        return rows;
    }

    /** Rows that stand for tokens; the others are filled up. */
    int tokens() {
        return donors.length;
    }

    /** The row of the model itself, or -1. */
    int own(int model, int row) {
        return own[model][row];
    }

    /** Whether another model's rows are read for the rows of {@code model}. */
    boolean reads(int model, int other) {
        for (int row = 0; row < tokens(); row++) {
            int giver = giver(model, row);
            if (giver == other || (giver == MEAN && own[other][row] >= 0)) {
                return true;
            }
        }
        return false;
    }

    /** The model whose row is read, {@link #MEAN} or {@link #ZERO}. */
    int giver(int model, int row) {
        return own[model][row] >= 0 ? model : donors[row];
    }

    /** The row of the giver. */
    int giverRow(int model, int row) {
        return own[model][row] >= 0 ? own[model][row] : donorRows[row];
    }

    /** How many rows from {@code row} on stand one after another in the same giver. */
    int run(int model, int row, int most) {
        int giver = giver(model, row);
        int first = giverRow(model, row);
        int count = 1;
        while (count < most
                && row + count < tokens()
                && giver(model, row + count) == giver
                && giverRow(model, row + count) == first + count) {
            count++;
        }
        return count;
    }

    /** Whether a model's rows are its own first ones in their order. */
    boolean keepsOrder(int model) {
        return rows == tokens()
                && rows > 0
                && giver(model, 0) == model
                && giverRow(model, 0) == 0
                && run(model, 0, rows) == rows;
    }
}
