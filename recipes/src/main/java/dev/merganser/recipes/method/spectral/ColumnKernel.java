package dev.merganser.recipes.method.spectral;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;

import java.util.Arrays;

/**
 * Base plus the task vectors, each column times a number, in double and rounded once.
 *
 * @param weights of each model, one number a column
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; lists would box each value
record ColumnKernel(Columns columns, double[][] weights) implements BlockKernel {

    @Override
    public void merge(Block block, float[] merged) {
        float[] base = block.base();
        int[] column = columns.of(block.from(), block.length());
        double[] changes = block.sums();
        Arrays.fill(changes, 0, block.length(), 0);
        for (int m = 0; m < weights.length; m++) {
            add(block.model(m), base, weights[m], column, changes);
        }
        for (int i = 0; i < block.length(); i++) {
            merged[i] = (float) (base[i] + changes[i]);
        }
    }

    private static void add(
            float[] model, float[] base, double[] weights, int[] column, double[] changes) {
        for (int i = 0; i < column.length; i++) {
            changes[i] += weights[column[i]] * ((double) model[i] - base[i]);
        }
    }
}
