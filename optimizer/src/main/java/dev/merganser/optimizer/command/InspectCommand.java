package dev.merganser.optimizer.command;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.checkpoint.Checkpoints;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;

/** {@code merganser inspect}. */
@picocli.CommandLine.Command(
        name = "inspect",
        description = "Show the tensors, types and layers of a checkpoint or graph.")
final class InspectCommand extends Command {

    @Parameters(paramLabel = "PATH", description = "A .safetensors file, a folder or an .onnx.")
    private Path path = Path.of("");

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    InspectCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            var inspection = Inspection.of(checkpoint);
            console.out().println(json ? inspection.json() : inspection.text());
        }
        return 0;
    }
}
