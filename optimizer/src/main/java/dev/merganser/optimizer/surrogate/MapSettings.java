package dev.merganser.optimizer.surrogate;

import java.util.OptionalInt;

/**
 * How MAP searches.
 *
 * @param sampling the points that are evaluated first
 * @param front how the front is searched and evaluated then
 */
public record MapSettings(Sampling sampling, FrontSettings front) {

    /** Where a run sets nothing; of published sampling a fifth has equal weights. */
    public static final MapSettings DEFAULT =
            new MapSettings(
                    new Sampling(Sampling.Design.D_OPTIMAL, OptionalInt.empty(), 0.2),
                    FrontSettings.DEFAULT);

    /** Of more terms a fit takes minutes, and its matrices gigabytes. */
    public static final int MOST_TERMS = 1000;

    /** Whether a quadratic of so many genes has more than {@value #MOST_TERMS} terms. */
    public static boolean hasTooManyTerms(int genes) {
        return QuadraticTerms.countLong(genes) > MOST_TERMS;
    }

    /** How many terms a quadratic of so many genes has. */
    public static int terms(int genes) {
        return QuadraticTerms.count(genes);
    }

    /** How many points are evaluated before the first fit, where that is set. */
    public OptionalInt initial() {
        return sampling.count();
    }

    /** How many points are evaluated before the first fit of so many genes. */
    public int initial(int genes) {
        return sampling.count(genes);
    }

    /**
     * How many evaluations a search of so many genes takes at least, unless {@code initial} is set.
     */
    public int fewestEvaluations(int genes) {
        return QuadraticTerms.count(genes) + front.batch();
    }

    /**
     * The same with {@code initial} set, if it was not: so that a quarter of the budget is left.
     */
    public MapSettings within(int evaluations, int genes) {
        int fitting = Math.min(Sampling.comfortable(genes), evaluations - evaluations / 4);
        return withInitial(initial().orElse(Math.max(QuadraticTerms.count(genes), fitting)));
    }

    /** The same with so many points before the first fit. */
    public MapSettings withInitial(int points) {
        return new MapSettings(sampling.withCount(points), front);
    }
}
