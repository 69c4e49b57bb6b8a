package dev.merganser.optimizer.settings;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which algorithm searches, and how.
 *
 * @param algorithm a name that {@code AlgorithmFactory} knows
 * @param population its population; each algorithm has its own default
 * @param stepSize first step of CMA-ES as a share of a gene's range
 * @param lag how many candidates may be under way; at least 1
 * @param seed of all random streams of the run
 */
public record AlgorithmChoice(
        String algorithm, OptionalInt population, OptionalDouble stepSize, int lag, long seed) {

    public AlgorithmChoice withSeed(long newSeed) {
        return new AlgorithmChoice(algorithm, population, stepSize, lag, newSeed);
    }
}
