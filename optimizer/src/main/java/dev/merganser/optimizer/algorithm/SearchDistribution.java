package dev.merganser.optimizer.algorithm;

import java.util.List;

/** The normal distribution from which CMA-ES draws a generation, and which it moves after it. */
sealed interface SearchDistribution permits FullStrategy, SeparableStrategy {

    /** The least that the squared distance from the unit cube is multiplied by. */
    double LEAST_PENALTY = 0.01;

    /** A draw from the distribution; it may lie outside the unit cube. */
    double[] sample(Gaussians gaussians);

    /**
     * What the squared distance of a point from the unit cube is multiplied by, before it is added
     * to the point's cost.
     *
     * @param costs the finite ones of a generation, lowest first; may be empty
     */
    double penalty(double[] costs);

    /** Moves the distribution towards the better half of a generation, given best first. */
    void update(List<double[]> bestFirst);

    /** Halves the step size, for a generation of which nothing could be ranked. */
    void shrink();

    /** The largest standard deviation of a gene. */
    double largestDeviation();

    /** Whether the distribution is too flat to go on with. */
    boolean isDegenerate();
}
