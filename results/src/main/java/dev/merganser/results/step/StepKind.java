package dev.merganser.results.step;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a step computed. */
public enum StepKind {
    /** The loss where learning starts, by which those of the tasks are divided from then on. */
    START,
    /** The loss on the items of a draw. */
    LOSS,
    /** The loss on the items of a draw, with its gradient. */
    GRADIENT,
    /** The loss on all items that are held out from the draws. */
    HELD_OUT;

    /** The word in the journal. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a word in a journal. */
    public static StepKind of(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "A step is one of %s, found '%s'".formatted(keys(), key)));
    }

    private static String keys() {
        return Arrays.stream(values()).map(StepKind::key).collect(Collectors.joining(", "));
    }
}
