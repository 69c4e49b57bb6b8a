package dev.merganser.optimizer.surrogate;

import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * The points that are evaluated before a first fit.
 *
 * @param design which ones
 * @param count how many; by default a fifth more than the terms of the quadratic
 * @param isotropic of published sampling, the share with all weights equal
 */
public record Sampling(MapSettings.Design design, OptionalInt count, double isotropic) {

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
        return design == MapSettings.Design.PUBLISHED;
    }

    /** How many points for so many variables. */
    public int count(int variables) {
        return count.orElse((int) Math.ceil(SPARE * QuadraticTerms.count(variables)));
    }

    /**
     * The points, in [0, 1].
     *
     * @param given points that are known or evaluated besides; a D-optimal design adds to them
     */
    public List<double[]> points(int variables, List<double[]> given, RandomGenerator random) {
        int wanted = count(variables);
        return switch (design) {
            case D_OPTIMAL -> Designs.optimal(variables, wanted, given, random);
            case LATIN_HYPERCUBE -> Designs.latinHypercube(variables, wanted, random);
            case PUBLISHED -> Designs.published(variables, wanted, isotropic, random);
        };
    }
}
