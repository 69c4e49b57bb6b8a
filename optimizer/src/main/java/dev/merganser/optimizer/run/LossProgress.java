package dev.merganser.optimizer.run;

import dev.merganser.results.journal.Event.Step;

import java.util.OptionalDouble;

/**
 * How far an algorithm that learns coefficients has come.
 *
 * @param draws losses on draws so far, with or without a gradient
 * @param heldOut the newest loss on held-out items
 * @param lowest the lowest of these
 */
public record LossProgress(long draws, OptionalDouble heldOut, OptionalDouble lowest) {

    /** Before the first step. */
    static final LossProgress NONE =
            new LossProgress(0, OptionalDouble.empty(), OptionalDouble.empty());

    /** The progress with one more step. */
    LossProgress after(Step step) {
        return switch (step.kind()) {
            case START -> this;
            case LOSS, GRADIENT -> new LossProgress(draws + 1, heldOut, lowest);
            case HELD_OUT -> step.isFinite() ? heldOut(step.total()) : this;
        };
    }

    private LossProgress heldOut(double loss) {
        return new LossProgress(
                draws,
                OptionalDouble.of(loss),
                OptionalDouble.of(Math.min(loss, lowest.orElse(loss))));
    }
}
