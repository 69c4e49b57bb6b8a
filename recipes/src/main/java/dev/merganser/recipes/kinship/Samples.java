package dev.merganser.recipes.kinship;

import dev.merganser.recipes.tensor.FloatTensor;

/**
 * A bounded sample of the elements of two tensors of one shape: 16 runs of 512, spread evenly, or
 * all of a small one. Touches few pages of a mapped file, and always the same ones.
 */
public final class Samples {

    private static final int RUNS = 16;
    private static final int RUN = 512;

    private Samples() {}

    /** Takes the same elements of both. */
    @FunctionalInterface
    interface Pairs {
        void take(float[] ours, float[] theirs, int count);
    }

    /** Whether the sampled elements of both are equal. */
    public static boolean equal(FloatTensor one, FloatTensor other) {
        boolean[] equal = {true};
        forEach(
                one,
                other,
                (ours, theirs, count) -> {
                    for (int i = 0; i < count; i++) {
                        equal[0] &= ours[i] == theirs[i];
                    }
                });
        return equal[0];
    }

    static void forEach(FloatTensor one, FloatTensor other, Pairs pairs) {
        long elements = one.info().shape().elements();
        int count = (int) Math.min(RUN, elements);
        float[] ours = new float[count];
        float[] theirs = new float[count];
        for (long from : starts(elements)) {
            int length = (int) Math.min(count, elements - from);
            one.read(from, ours, length);
            other.read(from, theirs, length);
            pairs.take(ours, theirs, length);
        }
    }

    private static long[] starts(long elements) {
        boolean small = elements <= RUNS * RUN;
        long step = small ? RUN : (elements - RUN) / (RUNS - 1);
        long[] starts = new long[small ? (int) ((elements + RUN - 1) / RUN) : RUNS];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = i * step;
        }
        return starts;
    }
}
