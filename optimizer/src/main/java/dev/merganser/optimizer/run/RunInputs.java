package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Task;
import dev.merganser.optimizer.settings.SearchSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.results.Manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that a run is made from; a run that goes on needs them as they were. */
final class RunInputs {

    private RunInputs() {}

    /** The files of models, graphs, tasks and statistics, with their hashes. */
    static List<Manifest.Input> of(Workbench workbench) {
        List<Manifest.Input> inputs = new ArrayList<>();
        SearchSettings settings = workbench.settings();
        settings.models()
                .paths()
                .forEach((alias, path) -> files(path).forEach(f -> inputs.add(input(alias, f))));
        workbench
                .instruments()
                .graphFiles()
                .forEach(file -> inputs.add(input(Manifest.GRAPH, file)));
        for (Task task : workbench.tasks().all()) {
            task.files().forEach(file -> inputs.add(input("task " + task.name(), file)));
        }
        settings.space().files().forEach(file -> inputs.add(input("statistics", Path.of(file))));
        return inputs;
    }

    /** A file itself, or the weights in a folder. */
    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + path, e);
        }
    }

    private static Manifest.Input input(String role, Path file) {
        return new Manifest.Input(
                role, file.toAbsolutePath().normalize().toString(), FileHashes.ofUser().of(file));
    }

    /** Refuses to go on where a model or data file is no longer what the run began with. */
    static void requireUnchanged(Manifest manifest) {
        for (Manifest.Input input : manifest.inputs()) {
            Path file = Path.of(input.path());
            if (!Files.exists(file)) {
                throw new BadDataException(
                        "A run needs its inputs to go on, but %s (%s) is gone."
                                .formatted(file, input.role()));
            }
            if (!FileHashes.ofUser().of(file).equals(input.sha256())) {
                throw new BadDataException(
                        "A run needs the inputs that it began with, but %s (%s) has changed. Maybe start a new run."
                                .formatted(file, input.role()));
            }
        }
    }
}
