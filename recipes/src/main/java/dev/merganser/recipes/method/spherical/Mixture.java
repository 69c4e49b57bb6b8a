package dev.merganser.recipes.method.spherical;

import dev.merganser.recipes.method.Block;
import dev.merganser.recipes.method.BlockKernel;

import java.util.Arrays;

/**
 * Adds up the models, each vector times a factor of its own; where the merge has a base, the task
 * vectors, and the base to their sum. In double, rounded once.
 */
final class Mixture implements BlockKernel {
    private final Vectors vectors;
    private final double[][] factors;

    /** A mixture of so many models whose factors are all 0. */
    Mixture(Vectors vectors, int models) {
        this.vectors = vectors;
        this.factors = new double[models][vectors.count()];
    }

    /** Sets the factors of one vector, one for each model. Not while blocks are merged. */
    void set(int vector, double... ofModels) {
        for (int m = 0; m < factors.length; m++) {
            factors[m][vector] = ofModels[m];
        }
    }

    @Override
    public void merge(Block block, float[] merged) {
        double[] sums = block.sums();
        begin(block, sums);
        for (int m = 0; m < factors.length; m++) {
            add(block, m, sums);
        }
        for (int i = 0; i < block.length(); i++) {
            merged[i] = (float) sums[i];
        }
    }

    private static void begin(Block block, double[] sums) {
        Arrays.fill(sums, 0, block.length(), 0);
        if (block.hasBase()) {
            float[] base = block.base();
            for (int i = 0; i < block.length(); i++) {
                sums[i] = base[i];
            }
        }
    }

    private void add(Block block, int model, double[] sums) {
        float[] values = block.model(model);
        double[] ofVectors = factors[model];
        vectors.forEachRun(
                block.from(),
                block.length(),
                (vector, begin, end) -> {
                    double factor = ofVectors[vector];
                    if (block.hasBase()) {
                        addDelta(values, block.base(), factor, sums, begin, end);
                    } else {
                        addValues(values, factor, sums, begin, end);
                    }
                });
    }

    private static void addValues(
            float[] values, double factor, double[] sums, int begin, int end) {
        for (int i = begin; i < end; i++) {
            sums[i] += factor * values[i];
        }
    }

    private static void addDelta(
            float[] values, float[] base, double factor, double[] sums, int begin, int end) {
        for (int i = begin; i < end; i++) {
            sums[i] += factor * ((double) values[i] - base[i]);
        }
    }
}
