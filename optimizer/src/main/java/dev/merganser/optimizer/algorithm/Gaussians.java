package dev.merganser.optimizer.algorithm;

import java.util.random.RandomGenerator;

/**
 * Standard normal draws from a uniform generator, the same bits on every machine.
 *
 * <p>The JDK promises no bit identity for {@code nextGaussian}; this is the polar method of
 * Marsaglia and Bray (1964, doi:10.1137/1006063) on {@link StrictMath}.
 */
final class Gaussians {

    private final RandomGenerator uniform;
    private double spare;
    private boolean hasSpare;

    Gaussians(RandomGenerator uniform) {
        this.uniform = uniform;
    }

    /** The next draw. */
    double next() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double x;
        double y;
        double square;
        do {
            x = 2 * uniform.nextDouble() - 1;
            y = 2 * uniform.nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * scale;
        hasSpare = true;
        return x * scale;
    }

    /** A vector of draws. */
    double[] vector(int length) {
        double[] draws = new double[length];
        for (int i = 0; i < length; i++) {
            draws[i] = next();
        }
        return draws;
    }
}
