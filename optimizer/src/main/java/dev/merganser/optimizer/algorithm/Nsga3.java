package dev.merganser.optimizer.algorithm;

/**
 * NSGA-III (Deb and Jain 2014, doi:10.1109/TEVC.2013.2281535), for four and more objectives:
 * survival by Pareto rank, then by how few others lie near the same one of many evenly spread
 * directions. As {@link Evolution} says, asynchronous; survivors are chosen whenever as many
 * children as there are survivors have been told.
 */
public final class Nsga3 extends Evolution {

    /** The name of this algorithm in settings and streams. */
    public static final String NAME = "nsga3";

    private static final double CROSSOVER_INDEX = 30;

    public Nsga3(AlgorithmSettings settings) {
        this(
                settings,
                ReferenceDirections.of(
                        settings.objectives(),
                        settings.population().orElse(Nsga2.DEFAULT_POPULATION)));
    }

    private Nsga3(AlgorithmSettings settings, ReferenceDirections directions) {
        this(
                settings,
                directions,
                settings.population().orElse(Math.max(2, directions.points().size())));
    }

    private Nsga3(AlgorithmSettings settings, ReferenceDirections directions, int population) {
        super(
                NAME,
                settings,
                new Breeder.Operators(
                        new DealtMating(settings.seed()), 1, CROSSOVER_INDEX, Spread.OWN),
                new NicheSurvivors(population, directions, settings.seed()),
                population);
    }
}
