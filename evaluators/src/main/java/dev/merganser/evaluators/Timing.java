package dev.merganser.evaluators;

import java.util.Arrays;
import java.util.function.IntSupplier;

/** How long items take, beside whatever else the machine does. */
final class Timing {

    private static final int PASSES = 3;

    private Timing() {}

    /**
     * The median of a few passes.
     *
     * @param pass runs all items and returns how many
     */
    static double millisPerItem(IntSupplier pass) {
        double[] millis = new double[PASSES];
        for (int i = 0; i < PASSES; i++) {
            long start = System.nanoTime();
            int items = pass.getAsInt();
            millis[i] = (System.nanoTime() - start) / 1e6 / items;
        }
        Arrays.sort(millis);
        return millis[PASSES / 2];
    }
}
