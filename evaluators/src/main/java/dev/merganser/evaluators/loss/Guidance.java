package dev.merganser.evaluators.loss;

import java.util.Map;
import java.util.OptionalInt;

/**
 * What is known of items beside their inputs.
 *
 * @param labels how many search items of each task {@link LossTerm#CROSS_ENTROPY} and {@link
 *     LossTerm#CONTRASTIVE} may look at, at least 1; empty: all that have some
 * @param teachers alias of the expert by task
 */
public record Guidance(OptionalInt labels, Map<String, String> teachers) {

    /** All labels, and no teachers. */
    public static final Guidance LABELS = new Guidance(OptionalInt.empty(), Map.of());

    public Guidance {
        teachers = Map.copyOf(teachers);
        Ranges.require(labels.orElse(1) >= 1, "labels", ">= 1", labels.orElse(1));
    }

    /** The same with other experts. */
    public Guidance withTeachers(Map<String, String> newTeachers) {
        return new Guidance(labels, newTeachers);
    }
}
