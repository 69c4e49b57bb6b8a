package dev.merganser.optimizer.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** {@code merganser search}. */
@picocli.CommandLine.Command(
        name = "search",
        description = "Search merge recipes. Ctrl-C stops cleanly; 'resume' goes on.")
final class SearchCommand extends Command {

    @Parameters(paramLabel = "SEARCH.yml", description = "What to search.")
    private Path file = Path.of("");

    @Mixin private NewRunOptions options = new NewRunOptions();

    SearchCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        return options.start(console, file);
    }
}
