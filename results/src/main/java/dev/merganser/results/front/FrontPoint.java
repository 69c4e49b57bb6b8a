package dev.merganser.results.front;

import java.util.Optional;

/**
 * A member of the front.
 *
 * @param recipe its recipe file, relative to the run folder
 */
public record FrontPoint(
        int candidate,
        String recipe,
        SplitValues search,
        Optional<SplitValues> validation,
        Optional<SplitValues> test) {

    /** What it reached on a split, where it was scored there. */
    public Optional<SplitValues> on(String split) {
        return SplitValues.on(split, search, validation, test);
    }
}
