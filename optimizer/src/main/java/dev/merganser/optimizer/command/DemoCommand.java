package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.SearchRun;
import dev.merganser.optimizer.settings.SearchFile;
import dev.merganser.optimizer.settings.SearchSettings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** {@code merganser demo}. */
@picocli.CommandLine.Command(
        name = "demo",
        description =
                "Search merge recipes for the bundled family of vision transformers, a minute or two.")
final class DemoCommand extends Command {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder; results/runs/<time>-demo otherwise.")
    private @Nullable Path out;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of all random streams.")
    private @Nullable Long seed;

    @Mixin private RunOptions options = new RunOptions();

    DemoCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Path file = BundledFamily.path("search.yml");
        OptionalLong given = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
        SearchSettings settings = SearchFile.read(file).with(options.overrides(given));
        Path folder = out == null ? RunFolders.fresh("demo") : out;
        return new RunSession(console)
                .run(
                        (signal, listener) ->
                                SearchRun.start(
                                        settings, file, folder, List.of("demo"), signal, listener));
    }
}
