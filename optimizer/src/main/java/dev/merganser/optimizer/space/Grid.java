package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;

import java.util.OptionalDouble;

/**
 * The numbers from low to high with four decimals, and the genes in [0, 1] that stand for them:
 * recipes stay readable, and a number read from a recipe gives the number again.
 */
final class Grid {

    private static final double STEPS_PER_UNIT = 1e4;
    private static final double NEAR = 0.5 + 1e-9;

    private final long lowest;
    private final long steps;

    private Grid(long lowest, long steps) {
        this.lowest = lowest;
        this.steps = steps;
    }

    static Grid of(String parameter, ParameterRange.Gene gene) {
        if (!(Math.abs(gene.low()) <= 1e6 && Math.abs(gene.high()) <= 1e6)) {
            throw new WrongUseException(
                    "space.%s must be from -1000000 to 1000000, found [%s, %s]."
                            .formatted(parameter, gene.low(), gene.high()));
        }
        long lowest = (long) Math.ceil(gene.low() * STEPS_PER_UNIT - 1e-6);
        long highest = (long) Math.floor(gene.high() * STEPS_PER_UNIT + 1e-6);
        if (highest <= lowest) {
            throw new WrongUseException(
                    "space.%s needs a range of at least 0.0001, found [%s, %s]. Maybe give one number."
                            .formatted(parameter, gene.low(), gene.high()));
        }
        return new Grid(lowest, highest - lowest);
    }

    /** The number that a gene stands for. */
    double value(double gene) {
        return (lowest + Math.round(gene * steps)) / STEPS_PER_UNIT;
    }

    /** The gene of the nearest number of the grid; empty where the number is out of range. */
    OptionalDouble gene(double value) {
        double step = value * STEPS_PER_UNIT - lowest;
        boolean inside = step >= -NEAR && step <= steps + NEAR;
        return inside ? OptionalDouble.of(clamped(Math.round(step))) : OptionalDouble.empty();
    }

    private double clamped(long step) {
        return Math.clamp(step, 0, steps) / (double) steps;
    }
}
