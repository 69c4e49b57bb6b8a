package dev.merganser.evaluators.gradient;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Normally distributed numbers that follow from a text. */
final class Gaussian {

    private Gaussian() {}

    static float[] numbers(String text, int count) {
        return numbers(text, count, 1);
    }

    static float[] numbers(String text, int count, double spread) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(text.hashCode());
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (spread * random.nextGaussian());
        }
        return numbers;
    }
}
