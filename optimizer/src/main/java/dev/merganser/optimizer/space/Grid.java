package dev.merganser.optimizer.space;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Argument;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The numbers from low to high on a grid, and the genes in [0, 1] that stand for them: recipes stay
 * readable, and a number read from a recipe gives the number again. The grid has four decimals, or
 * where the range is narrower than 0.01 as many as make a hundred steps; whole numbers have none.
 */
final class Grid implements GeneValues {

    private static final int DECIMALS = 4;
    private static final int MOST_DECIMALS = 12;
    private static final double FEWEST_STEPS = 100;
    private static final double NEAR = 0.5 + 1e-9;

    private final double stepsPerUnit;
    private final long lowest;
    private final long steps;

    private Grid(double stepsPerUnit, long lowest, long steps) {
        this.stepsPerUnit = stepsPerUnit;
        this.lowest = lowest;
        this.steps = steps;
    }

    static Grid of(String parameter, ParameterRange.Gene gene, boolean whole) {
        if (!(Math.abs(gene.low()) <= 1e6 && Math.abs(gene.high()) <= 1e6)) {
            throw new WrongUseException(
                    "space.%s must be from -1000000 to 1000000, found [%s, %s]."
                            .formatted(parameter, gene.low(), gene.high()));
        }
        double stepsPerUnit = Math.pow(10, whole ? 0 : decimals(gene.high() - gene.low()));
        long lowest = (long) Math.ceil(gene.low() * stepsPerUnit - 1e-6);
        long highest = (long) Math.floor(gene.high() * stepsPerUnit + 1e-6);
        if (highest <= lowest) {
            throw new WrongUseException(
                    "space.%s needs a range of at least %s, found [%s, %s]. Maybe give one number."
                            .formatted(parameter, whole ? "1" : "1e-12", gene.low(), gene.high()));
        }
        return new Grid(stepsPerUnit, lowest, highest - lowest);
    }

    private static int decimals(double width) {
        int decimals = DECIMALS;
        while (decimals < MOST_DECIMALS
                && width * Math.pow(10, decimals) < FEWEST_STEPS * (1 - 1e-9)) {
            decimals++;
        }
        return decimals;
    }

    @Override
    public Argument value(double gene) {
        return Argument.of((lowest + Math.round(gene * steps)) / stepsPerUnit);
    }

    @Override
    public OptionalDouble gene(Argument value) {
        return value instanceof Argument.Number(double number)
                ? gene(number)
                : OptionalDouble.empty();
    }

    private OptionalDouble gene(double value) {
        double step = value * stepsPerUnit - lowest;
        boolean inside = step >= -NEAR && step <= steps + NEAR;
        return inside ? OptionalDouble.of(clamped(Math.round(step))) : OptionalDouble.empty();
    }

    /** The range, as a search file has it. */
    @Override
    public String toString() {
        return List.of(value(0).shown(), value(1).shown()).toString();
    }

    private double clamped(long step) {
        return Math.clamp(step, 0, steps) / (double) steps;
    }
}
