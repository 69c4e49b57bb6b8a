package dev.merganser.evaluators.loss;

import dev.merganser.recipes.file.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random orders that depend on a seed, a name and a number alone. */
final class Shuffle {

    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private Shuffle() {}

    /** The items in another order. */
    static int[] of(int[] items, long seed, String name, long number) {
        RandomGenerator random = FACTORY.create(hash(seed + "\n" + name + "\n" + number));
        int[] order = items.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return order;
    }

    /** As many bytes as the generator has state. */
    private static byte[] hash(String text) {
        return Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
