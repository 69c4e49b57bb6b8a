package dev.merganser.examples.vision.data;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/** Random orders that depend on the generator alone. */
public final class Shuffle {

    private Shuffle() {}

    /** A generator of the one algorithm used here. */
    public static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** The numbers from 0 to {@code count - 1} in a random order (Fisher and Yates). */
    public static int[] order(int count, RandomGenerator random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
