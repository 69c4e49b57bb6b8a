package dev.merganser.optimizer.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the command line sets in place of the search file. */
public record Overrides(
        OptionalInt evaluations, Optional<Duration> time, OptionalLong seed, OptionalInt threads) {

    public static final Overrides NONE =
            new Overrides(
                    OptionalInt.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    OptionalInt.empty());
}
