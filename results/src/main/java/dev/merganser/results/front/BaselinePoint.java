package dev.merganser.results.front;

import dev.merganser.results.value.CandidateId;

import java.util.Optional;

/** A baseline that the front is compared with. */
public record BaselinePoint(
        CandidateId candidate,
        String name,
        SplitValues search,
        Optional<SplitValues> validation,
        Optional<SplitValues> test) {

    /** What it reached on a split, where it was scored there. */
    public Optional<SplitValues> on(String split) {
        return SplitValues.on(split, search, validation, test);
    }
}
