package dev.merganser.optimizer.coefficient;

/**
 * How slopes are estimated.
 *
 * @param spsaAllowed whether SPSA may take the place of {@link Estimator#REVERSE} where an operator
 *     of the graph has no gradient rule
 * @param width how far differences reach, in (0, 1]: to each side as a share of a coefficient's
 *     range, or forward as a share of the way to a model
 * @param pairs how many mirrored pairs SPSA averages in a step, at least 1
 */
public record EstimatorSettings(Estimator estimator, boolean spsaAllowed, double width, int pairs) {

    /** Of a search that sets none of them. */
    public static final EstimatorSettings DEFAULTS =
            new EstimatorSettings(Estimator.REVERSE, false, 0.02, 2);

    public EstimatorSettings {
        if (!(width > 0 && width <= 1)) {
            throw new IllegalArgumentException("width must be in (0, 1], found " + width);
        }
        if (pairs < 1) {
            throw new IllegalArgumentException("pairs must be at least 1, found " + pairs);
        }
    }
}
