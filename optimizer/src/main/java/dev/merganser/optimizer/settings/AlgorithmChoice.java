package dev.merganser.optimizer.settings;

import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.surrogate.MapForm;
import dev.merganser.optimizer.surrogate.MapSettings;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which algorithm searches, and how.
 *
 * @param algorithm a name that {@code AlgorithmFactory} knows
 * @param population its population; each algorithm has its own default
 * @param stepSize first step of CMA-ES as a share of a gene's range
 * @param lag how many candidates may be under way; at least 1
 * @param seed of all random streams of the run, from 0 to {@link #HIGHEST_SEED}
 * @param map how MAP searches, where that is the algorithm
 * @param form how another form of MAP searches, where that is the algorithm
 * @param coefficients how they are learned, where the algorithm learns coefficients; with this seed
 */
public record AlgorithmChoice(
        String algorithm,
        OptionalInt population,
        OptionalDouble stepSize,
        int lag,
        long seed,
        MapSettings map,
        Optional<MapForm> form,
        Optional<CoefficientSettings> coefficients) {

    /** The highest seed: what a double, and so every JSON reader, holds exactly. */
    public static final long HIGHEST_SEED = (1L << 53) - 1;

    /** An algorithm that learns no coefficients. */
    public AlgorithmChoice(
            String algorithm, OptionalInt population, OptionalDouble stepSize, int lag, long seed) {
        this(
                algorithm,
                population,
                stepSize,
                lag,
                seed,
                MapSettings.DEFAULT,
                Optional.empty(),
                Optional.empty());
    }

    /** The same with MAP searching like this. */
    public AlgorithmChoice withMap(MapSettings newMap) {
        return new AlgorithmChoice(
                algorithm, population, stepSize, lag, seed, newMap, form, coefficients);
    }

    public AlgorithmChoice withSeed(long newSeed) {
        return new AlgorithmChoice(
                algorithm,
                population,
                stepSize,
                lag,
                newSeed,
                map,
                form,
                coefficients.map(settings -> settings.withSeed(newSeed)));
    }
}
