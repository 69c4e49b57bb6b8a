package dev.merganser.optimizer.algorithm;

/**
 * NSGA-II (Deb et al. 2002, doi:10.1109/4235.996017): survival by Pareto rank, then by crowding
 * distance. As {@link Evolution} says, in its asynchronous steady state.
 */
public final class Nsga2 extends Evolution {

    /** The name of this algorithm in settings and streams. */
    public static final String NAME = "nsga2";

    /** The population where none is set. */
    public static final int DEFAULT_POPULATION = 32;

    public Nsga2(AlgorithmSettings settings) {
        this(settings, settings.population().orElse(DEFAULT_POPULATION));
    }

    private Nsga2(AlgorithmSettings settings, int population) {
        super(NAME, settings, Breeder.Operators.BY_RANK, new Survivors(population), population);
    }
}
