package dev.merganser.optimizer.run;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.FileHashes;
import dev.merganser.results.Manifest;

import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that the files a run was made from are still what they were. */
final class RunInputs {

    private RunInputs() {}

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
