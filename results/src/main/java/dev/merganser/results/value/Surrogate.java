package dev.merganser.results.value;

import java.util.OptionalDouble;

/**
 * A cheap model of one objective, fitted to what was evaluated.
 *
 * @param warp what its quadratic goes through, such as {@code sigmoid}
 * @param ridge penalty of its squared coefficients
 * @param r2 the share of the variance that it foretells of points left out; 1 is all, below 0 is
 *     worse than the mean; empty where all values are equal
 */
public record Surrogate(String warp, double ridge, OptionalDouble r2) {
    public Surrogate {
        if (!(ridge >= 0 && ridge <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("A ridge must be at least 0, found " + ridge);
        }
        if (!Double.isFinite(r2.orElse(0))) {
            throw new IllegalArgumentException("An R² must be finite, found " + r2);
        }
    }
}
