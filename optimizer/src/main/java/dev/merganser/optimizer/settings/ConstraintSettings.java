package dev.merganser.optimizer.settings;

import java.util.OptionalDouble;

/**
 * A guard: a metric that must not become worse than a bound.
 *
 * @param side whether the value must be at least or at most the bound
 * @param bound the bound in natural units; empty means the base model's value
 */
public record ConstraintSettings(MeasureSettings measure, Side side, OptionalDouble bound) {

    /** On which side of the bound values are feasible. */
    public enum Side {
        AT_LEAST,
        AT_MOST
    }

    /** How far a value is on the wrong side of a bound; 0 where it is feasible. */
    public double violation(double value, double bound) {
        return Math.max(0, side == Side.AT_LEAST ? bound - value : value - bound);
    }
}
