package dev.merganser.evaluators;

import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.error.WrongUseException;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How weights reach ONNX Runtime. */
public enum WeightMode {
    /** The quicker of the two on this graph and these tasks, measured when a scorer is opened. */
    AUTO,
    /** As inputs of shared sessions: nothing is made per candidate. */
    FEED,
    /** As initializers of sessions that each candidate opens anew. */
    INITIALIZERS;

    /** Reads {@code auto}, {@code feed} or {@code initializers}, in any case. */
    public static WeightMode parse(String text) {
        List<String> keys = Arrays.stream(values()).map(WeightMode::key).toList();
        int at = keys.indexOf(text.toLowerCase(Locale.ROOT));
        if (at < 0) {
            throw new WrongUseException(
                    "weights must be one of %s, found '%s'.%s"
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
}
