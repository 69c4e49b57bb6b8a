package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.method.Semantics;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.recipe.RecipeReader;
import dev.merganser.recipes.recipe.Stages;
import dev.merganser.results.Manifest;
import dev.merganser.results.RunFolder;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.front.FrontPoint;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code merganser export}. */
@picocli.CommandLine.Command(name = "export", description = "Merge one point of a run's front.")
final class ExportCommand extends Command {

    private static final int SHOWN = 5;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run folder.")
    private Path run = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "OUT",
            description = "A new folder, or a new file that ends in .safetensors or .onnx.")
    private Path out = Path.of("");

    @Option(
            names = "--candidate",
            required = true,
            paramLabel = "N",
            description = "The candidate's number on the front.")
    private int candidate;

    @Mixin private OutputOptions output = new OutputOptions();

    ExportCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        output.require(out);
        RunFolder folder = RunFolder.open(run);
        requireOnFront(folder);
        try (CleanEnd _ = CleanEnd.begin();
                Models models = Models.open(Path.of(""))) {
            Path recipe = folder.recipe(candidate);
            Stages stages = Stages.of(RecipeReader.read(recipe));
            output.write(recipe, stages, Semantics.SAFE, models, graph(folder), out, console);
        }
        console.out().println(out + ": candidate " + candidate + " of " + run);
        return 0;
    }

    /** The graph of the run, where it is no model itself. */
    private static Optional<Path> graph(RunFolder folder) {
        return Manifest.read(folder.manifest()).inputs().stream()
                .filter(input -> input.role().equals(Manifest.GRAPH))
                .map(input -> Path.of(input.path()))
                .findFirst();
    }

    private void requireOnFront(RunFolder folder) {
        List<Integer> members =
                FrontFile.read(folder.frontJson()).points().stream()
                        .map(FrontPoint::candidate)
                        .toList();
        if (!members.contains(candidate)) {
            throw new WrongUseException(
                    "--candidate must be one of the %d on the front of %s, such as %s; found %d. 'front %s' lists them."
                            .formatted(members.size(), run, nearest(members), candidate, run));
        }
    }

    /** The few members with the nearest numbers. */
    private String nearest(List<Integer> members) {
        return members.stream()
                .sorted(Comparator.comparingInt(member -> Math.abs(member - candidate)))
                .limit(SHOWN)
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}
