package dev.merganser.optimizer.algorithm;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The random streams of a run: one for each use and candidate, all from one seed.
 *
 * <p>A stream is a function of (seed, name, number) only, so no generator state has to be stored,
 * and what one candidate draws never shifts what another one sees.
 */
public final class Streams {

    private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
            RandomGeneratorFactory.of("L64X128MixRandom");
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private Streams() {}

    /** A new generator at the start of the stream of a use and a candidate number. */
    public static RandomGenerator of(long seed, String name, long number) {
        long state = mix(seed + GOLDEN_RATIO);
        for (int i = 0; i < name.length(); i++) {
            state = mix((state ^ name.charAt(i)) + GOLDEN_RATIO);
        }
        return FACTORY.create(mix((state ^ number) + GOLDEN_RATIO));
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195). */
    private static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
