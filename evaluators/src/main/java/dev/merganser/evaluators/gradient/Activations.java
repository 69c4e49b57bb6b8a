package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What of a forward pass stays in memory until its gradient has been taken. */
public enum Activations {
    /** All that the backward pass needs. */
    KEEP,
    /** The values between steps; a step's inner values are computed again when its turn comes. */
    RECOMPUTE;

    /** Reads {@code keep} or {@code recompute}, in any case. */
    public static Activations parse(String text) {
        List<String> keys = Arrays.stream(values()).map(Activations::key).toList();
        int at = keys.indexOf(text.toLowerCase(Locale.ROOT));
        if (at < 0) {
            throw new WrongUseException(
                    "activations must be one of %s, found '%s'.%s"
                            .formatted(
                                    String.join(", ", keys),
                                    text,
                                    Suggestions.didYouMean(text, keys)));
        }
        return values()[at];
    }

    /** As {@link #parse} reads it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a gradient costs at most in forward passes of the same batch, that pass included. */
    public double forwards() {
        return switch (this) {
            case KEEP -> 4;
            case RECOMPUTE -> 5.5;
        };
    }
}
