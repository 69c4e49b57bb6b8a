package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.SearchRun;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** {@code merganser search}. */
@picocli.CommandLine.Command(
        name = "search",
        description = "Search merge recipes. Ctrl-C stops cleanly; 'resume' goes on.")
final class SearchCommand extends Command {

    @Parameters(paramLabel = "SEARCH.yml", description = "What to search.")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder; results/runs/<time>-<name> otherwise.")
    private @Nullable Path out;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of all random streams.")
    private @Nullable Long seed;

    @Mixin private RunOptions options = new RunOptions();

    SearchCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        OptionalLong given = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
        SearchSettings settings = SearchFile.read(file).with(options.overrides(given));
        Path folder = out == null ? RunFolders.fresh(settings.name()) : out;
        return new RunSession(console)
                .run(
                        (signal, listener) ->
                                SearchRun.start(
                                        settings,
                                        file,
                                        folder,
                                        List.of("search", file.toString()),
                                        signal,
                                        listener));
    }
}
