package dev.merganser.results.front;

import java.util.Optional;

/**
 * A member of the front.
 *
 * @param recipe its recipe file, relative to the run folder
 * @param path the layers that run, for people; empty where the recipe is no path of layers
 */
public record FrontPoint(
        int candidate,
        String recipe,
        Optional<String> path,
        SplitValues search,
        Optional<SplitValues> validation,
        Optional<SplitValues> test) {

    /** What it reached on a split, where it was scored there. */
    public Optional<SplitValues> on(String split) {
        return SplitValues.on(split, search, validation, test);
    }
}
