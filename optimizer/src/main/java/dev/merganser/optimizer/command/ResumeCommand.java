package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.SearchRun;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.OptionalLong;

/** {@code merganser resume}. */
@picocli.CommandLine.Command(
        name = "resume",
        description = "Go on where a run stopped; --evaluations is the new total.")
final class ResumeCommand extends Command {

    @Parameters(paramLabel = "RUN", description = "The run folder.")
    private Path folder = Path.of("");

    @Mixin private RunOptions options = new RunOptions();

    ResumeCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        var overrides = options.overrides(OptionalLong.empty());
        return new RunSession(console)
                .run((signal, listener) -> SearchRun.resume(folder, overrides, signal, listener));
    }
}
