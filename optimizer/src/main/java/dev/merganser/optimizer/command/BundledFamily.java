package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Files;
import java.nio.file.Path;

/** The vision transformers that come with the program, below the folder that the launcher names. */
final class BundledFamily {

    private static final String HOME = "merganser.home";

    private BundledFamily() {}

    /** A file or folder of the family. */
    static Path path(String name) {
        Path file = Path.of(System.getProperty(HOME, ".")).resolve("examples/vision").resolve(name);
        if (!Files.exists(file)) {
            throw new WrongUseException(
                    "The bundled family must be there, but there is no %s. Maybe start ./merganser from a checkout."
                            .formatted(file));
        }
        return file;
    }
}
