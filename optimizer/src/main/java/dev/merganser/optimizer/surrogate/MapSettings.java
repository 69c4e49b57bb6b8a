package dev.merganser.optimizer.surrogate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * How MAP searches.
 *
 * @param design which points are evaluated first
 * @param initial how many; by default a fifth more than the terms of the quadratic
 * @param batch how many points of the proposed front are evaluated before the next fit
 * @param warp of all metrics; by default for each metric the one that foretells best of identity
 *     and the one that keeps to its range
 * @param leverage cost, in ranges of an objective, of leverage twice that of all points of the fit
 * @param patience rounds without a larger hypervolume before it ends
 */
public record MapSettings(
        Design design,
        OptionalInt initial,
        int batch,
        Optional<Warp> warp,
        double leverage,
        int patience) {

    /** Which points are evaluated first. */
    public enum Design {
        D_OPTIMAL,
        LATIN_HYPERCUBE,
        /** Of the published code: each model alone, equal weights, random ones. */
        PUBLISHED;

        /** The word in settings. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The design of a word. */
        public static Optional<Design> named(String word) {
            return Arrays.stream(values()).filter(each -> each.key().equals(word)).findFirst();
        }

        /** The words of all. */
        public static List<String> keys() {
            return Arrays.stream(values()).map(Design::key).toList();
        }
    }

    /** Where a run sets nothing. */
    public static final MapSettings DEFAULT =
            new MapSettings(Design.D_OPTIMAL, OptionalInt.empty(), 5, Optional.empty(), 0.5, 4);

    /** Of more terms a fit takes minutes, and its matrices gigabytes. */
    public static final int MOST_TERMS = 1000;

    /** The share of equal weights in published sampling. */
    private static final double ISOTROPIC = 0.2;

    private static final double SPARE = 1.2;

    public MapSettings {
        if (batch < 1 || patience < 1 || initial.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "initial, batch and patience must be at least 1, found %s, %d and %d"
                            .formatted(initial, batch, patience));
        }
        if (!(leverage >= 0 && leverage <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("leverage must be at least 0, found " + leverage);
        }
    }

    /** Whether a quadratic of so many genes has more than {@value #MOST_TERMS} terms. */
    public static boolean hasTooManyTerms(int genes) {
        return QuadraticTerms.countLong(genes) > MOST_TERMS;
    }

    /** How many terms a quadratic of so many genes has. */
    public static int terms(int genes) {
        return QuadraticTerms.count(genes);
    }

    /** How many points are evaluated before the first fit of so many genes. */
    public int initial(int genes) {
        return initial.orElse(comfortable(genes));
    }

    private static int comfortable(int genes) {
        return (int) Math.ceil(SPARE * QuadraticTerms.count(genes));
    }

    /**
     * How many evaluations a search of so many genes takes at least, unless {@code initial} is set.
     */
    public int fewestEvaluations(int genes) {
        return QuadraticTerms.count(genes) + batch;
    }

    /**
     * The same with {@code initial} set, if it was not: so that a quarter of the budget is left.
     */
    public MapSettings within(int evaluations, int genes) {
        int fitting = Math.min(comfortable(genes), evaluations - evaluations / 4);
        return withInitial(initial.orElse(Math.max(QuadraticTerms.count(genes), fitting)));
    }

    /** The same with so many points before the first fit. */
    public MapSettings withInitial(int points) {
        return new MapSettings(design, OptionalInt.of(points), batch, warp, leverage, patience);
    }

    /** The design of a search of so many genes, in [0, 1]. */
    public List<double[]> points(int genes, RandomGenerator random) {
        return points(genes, initial(genes), List.of(), random);
    }

    /**
     * So many points, in [0, 1].
     *
     * @param given points that are known or evaluated besides; a D-optimal design adds to them
     */
    public List<double[]> points(
            int genes, int count, List<double[]> given, RandomGenerator random) {
        return switch (design) {
            case D_OPTIMAL -> Designs.optimal(genes, count, given, random);
            case LATIN_HYPERCUBE -> Designs.latinHypercube(genes, count, random);
            case PUBLISHED -> Designs.published(genes, count, ISOTROPIC, random);
        };
    }
}
