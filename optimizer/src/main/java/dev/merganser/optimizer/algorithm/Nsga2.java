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
        this(settings, population(settings), 1);
    }

    private Nsga2(AlgorithmSettings settings, int population, int together) {
        super(
                NAME,
                settings,
                Breeder.Operators.BY_RANK,
                new Survivors(population, together),
                population);
    }

    /**
     * The published form, in which a whole population of children competes together: for costs that
     * are had at once, where ranking after each would take longest.
     */
    public static Nsga2 generational(AlgorithmSettings settings) {
        return new Nsga2(settings, population(settings), population(settings));
    }

    private static int population(AlgorithmSettings settings) {
        return settings.population().orElse(DEFAULT_POPULATION);
    }
}
