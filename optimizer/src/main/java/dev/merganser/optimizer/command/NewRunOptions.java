package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.SearchRun;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The options of a command that begins a run. */
final class NewRunOptions {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder; results/runs/<time>-<name> otherwise.")
    private @Nullable Path out;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of all random streams.")
    private @Nullable Long seed;

    @Mixin private RunOptions options = new RunOptions();

    @SuppressWarnings("NullAway.Init") // picocli sets it
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Runs a search file from the start and returns the exit code. */
    int start(Console console, Path file) {
        OptionalLong given = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
        SearchSettings settings = SearchFile.read(file).with(options.overrides(given));
        Path folder = out == null ? RunFolders.fresh(settings.name()) : out;
        return new RunSession(console)
                .run(
                        (signal, listener) ->
                                SearchRun.start(
                                        settings, file, folder, commandLine(), signal, listener));
    }

    private List<String> commandLine() {
        return command.root().commandLine().getParseResult().originalArgs();
    }
}
