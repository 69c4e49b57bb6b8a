package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;

/** The task vectors of a block: where they come from and where their merge goes. */
final class Deltas {

    private Deltas() {}

    /** Replaces the values of every model by its task vector. */
    static void take(Block block) {
        for (int m = 0; m < block.models(); m++) {
            block.subtractBase(m);
        }
    }

    /** Writes base + λ · sums, rounded once. */
    static void addToBase(Block block, double[] sums, double lambda, float[] merged) {
        float[] base = block.base();
        for (int i = 0; i < block.length(); i++) {
            merged[i] = (float) (base[i] + lambda * sums[i]);
        }
    }
}
