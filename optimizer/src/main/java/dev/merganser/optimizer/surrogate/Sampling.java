package dev.merganser.optimizer.surrogate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * The points that are evaluated before a first fit.
 *
 * @param design which ones
 * @param count how many; by default a fifth more than the terms of the quadratic
 * @param isotropic of published sampling, the share with all weights equal
 */
public record Sampling(Design design, OptionalInt count, double isotropic) {

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

    private static final double SPARE = 1.2;

    public Sampling {
        if (count.orElse(1) < 1) {
            throw new IllegalArgumentException("count must be at least 1, found " + count);
        }
        if (!(isotropic >= 0 && isotropic <= 1)) {
            throw new IllegalArgumentException("isotropic must be in [0, 1], found " + isotropic);
        }
    }

    /** Whether points are weights from 0 to 1, and not shares of the range of each weight. */
    public boolean isInWeights() {
        return design == Design.PUBLISHED;
    }

    /** How many points for so many variables. */
    public int count(int variables) {
        return count.orElse(comfortable(variables));
    }

    /** A fifth more than the terms. */
    static int comfortable(int variables) {
        return (int) Math.ceil(SPARE * QuadraticTerms.count(variables));
    }

    /** The same with so many points. */
    Sampling withCount(int points) {
        return new Sampling(design, OptionalInt.of(points), isotropic);
    }

    /**
     * The points, in [0, 1].
     *
     * @param given points that are known or evaluated besides; a D-optimal design adds to them
     */
    public List<double[]> points(int variables, List<double[]> given, RandomGenerator random) {
        return points(variables, count(variables), given, random);
    }

    /** The same, but so many. */
    public List<double[]> points(
            int variables, int wanted, List<double[]> given, RandomGenerator random) {
        return switch (design) {
            case D_OPTIMAL -> Designs.optimal(variables, wanted, given, random);
            case LATIN_HYPERCUBE -> Designs.latinHypercube(variables, wanted, random);
            case PUBLISHED -> Designs.published(variables, wanted, isotropic, random);
        };
    }
}
