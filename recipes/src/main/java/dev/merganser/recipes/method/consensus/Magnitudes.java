package dev.merganser.recipes.method.consensus;

import dev.merganser.recipes.method.Block;

/** The magnitudes of task vectors, as scores to rank. */
final class Magnitudes {

    private Magnitudes() {}

    static float[][] of(Block deltas) {
        float[][] magnitudes = new float[deltas.models()][deltas.length()];
        for (int m = 0; m < magnitudes.length; m++) {
            take(deltas.model(m), magnitudes[m]);
        }
        return magnitudes;
    }

    private static void take(float[] delta, float[] magnitudes) {
        for (int i = 0; i < magnitudes.length; i++) {
            magnitudes[i] = Math.abs(delta[i]);
        }
    }
}
