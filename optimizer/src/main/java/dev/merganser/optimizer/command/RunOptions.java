package dev.merganser.optimizer.command;

import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.settings.Overrides;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.yaml.DurationText;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The options that every command which runs a search understands. */
final class RunOptions {

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            description = "Candidates to score in all; the search file's budget otherwise.")
    private @Nullable Integer evaluations;

    @Option(
            names = "--time",
            paramLabel = "T",
            description = "Stop after this time, such as 45m or 8h.")
    private @Nullable String time;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "Candidates scored at once; all cores otherwise.")
    private @Nullable Integer threads;

    Overrides overrides(OptionalLong seed) {
        return new Overrides(
                positive("--evaluations", evaluations),
                duration(),
                checked(seed),
                positive("--threads", threads));
    }

    private static OptionalLong checked(OptionalLong seed) {
        long value = seed.orElse(0);
        if (value < 0 || value > AlgorithmChoice.HIGHEST_SEED) {
            throw new WrongUseException(
                    "--seed must be from 0 to %d, found %d."
                            .formatted(AlgorithmChoice.HIGHEST_SEED, value));
        }
        return seed;
    }

    private Optional<Duration> duration() {
        return Optional.ofNullable(time).map(text -> DurationText.parse(text, "--time"));
    }

    private static OptionalInt positive(String option, @Nullable Integer value) {
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value < 1) {
            throw new WrongUseException(option + " must be at least 1, found " + value + ".");
        }
        return OptionalInt.of(value);
    }
}
