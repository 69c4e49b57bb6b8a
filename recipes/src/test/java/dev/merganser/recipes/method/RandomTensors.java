package dev.merganser.recipes.method;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Seeded tensors for tests. */
public final class RandomTensors {
    private final RandomGenerator random;

    public RandomTensors(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Normal values. */
    public float[] normal(int n, double deviation) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** A base plus normal values, one in seven of which is 0. */
    public float[] expert(float[] base, double deviation) {
        float[] values = base.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += random.nextInt(7) == 0 ? 0 : (float) (deviation * random.nextGaussian());
        }
        return values;
    }
}
