package dev.merganser.optimizer.coefficient;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the slope of a loss is found. */
public enum Estimator {
    /** Reverse-mode differentiation of the graph: exact. */
    REVERSE,
    /**
     * Simultaneous perturbation: two losses at mirrored random points give a noisy slope in any
     * dimension (Spall 1992, doi:10.1109/9.119632).
     */
    SPSA,
    /** Central differences: two losses for each coefficient. */
    CENTRAL,
    /**
     * Forward differences towards each model: for the hard form of Frank-Wolfe, which needs to know
     * no more.
     */
    FORWARD,
    /** None: separable CMA-ES on the losses in the place of a descent. */
    SEP_CMAES;

    /** The word in a search file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Estimator::key).toList();
    }
}
