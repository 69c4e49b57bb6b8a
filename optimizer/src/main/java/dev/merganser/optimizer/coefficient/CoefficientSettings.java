package dev.merganser.optimizer.coefficient;

import dev.merganser.evaluators.GradientSettings;
import dev.merganser.evaluators.loss.LossSettings;

/**
 * How coefficients are learned.
 *
 * @param important share of the groups, those with the longest task vectors, whose parts have
 *     coefficients of their own; those of another group share one for each model; in (0, 1]
 * @param frankWolfe used by that method only
 */
public record CoefficientSettings(
        CoefficientMethod method,
        StartPoint start,
        DescentSettings descent,
        EstimatorSettings estimation,
        FrankWolfeSettings frankWolfe,
        double important,
        LossSettings losses,
        GradientSettings gradients) {

    public CoefficientSettings {
        if (!(important > 0 && important <= 1)) {
            throw new IllegalArgumentException("important must be in (0, 1], found " + important);
        }
    }

    /**
     * How many items went forward for a gradient: each once, and once more through its teacher.
     *
     * @param forwards what it counts in forward passes of an item
     */
    public long itemsOfGradient(long forwards) {
        int taught = losses.isTaught() ? 1 : 0;
        return Math.round(forwards * (1 + taught) / (gradients.forwards() + taught));
    }

    /** The same with losses on draws of another seed. */
    public CoefficientSettings withSeed(long seed) {
        return withLosses(losses.withDraws(losses.draws().withSeed(seed)));
    }

    /** The same with another start point. */
    public CoefficientSettings withStart(StartPoint newStart) {
        return new CoefficientSettings(
                method, newStart, descent, estimation, frankWolfe, important, losses, gradients);
    }

    /** The same with another descent. */
    public CoefficientSettings withDescent(DescentSettings newDescent) {
        return new CoefficientSettings(
                method, start, newDescent, estimation, frankWolfe, important, losses, gradients);
    }

    /** The same with slopes from another estimator. */
    public CoefficientSettings withEstimation(EstimatorSettings newEstimation) {
        return new CoefficientSettings(
                method, start, descent, newEstimation, frankWolfe, important, losses, gradients);
    }

    /** The same with another form of Frank-Wolfe. */
    public CoefficientSettings withFrankWolfe(FrankWolfeSettings newFrankWolfe) {
        return new CoefficientSettings(
                method, start, descent, estimation, newFrankWolfe, important, losses, gradients);
    }

    /** The same with parts in another share of the groups. */
    public CoefficientSettings withImportant(double newImportant) {
        return new CoefficientSettings(
                method, start, descent, estimation, frankWolfe, newImportant, losses, gradients);
    }

    /** The same with other losses. */
    public CoefficientSettings withLosses(LossSettings newLosses) {
        return new CoefficientSettings(
                method, start, descent, estimation, frankWolfe, important, newLosses, gradients);
    }

    /** The same with gradients taken in another way. */
    public CoefficientSettings withGradients(GradientSettings newGradients) {
        return new CoefficientSettings(
                method, start, descent, estimation, frankWolfe, important, losses, newGradients);
    }
}
