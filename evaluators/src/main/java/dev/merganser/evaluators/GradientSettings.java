package dev.merganser.evaluators;

import dev.merganser.evaluators.gradient.Activations;

/**
 * How gradients are taken.
 *
 * @param forwards what a gradient counts in forward passes of its batch, at least 1; a fixed number
 *     and no measured one, so that budgets are repeatable
 */
public record GradientSettings(Activations activations, double forwards) {

    public GradientSettings {
        if (!(forwards >= 1 && forwards <= 1000)) {
            throw new IllegalArgumentException(
                    "forwards must be in [1, 1000], but is %s".formatted(forwards));
        }
    }

    /** With the usual count of forward passes. */
    public static GradientSettings of(Activations activations) {
        return new GradientSettings(activations, activations.forwards());
    }

    /** All activations kept. */
    public static GradientSettings defaults() {
        return of(Activations.KEEP);
    }
}
