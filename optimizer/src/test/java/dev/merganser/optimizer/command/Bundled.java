package dev.merganser.optimizer.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The family of models that comes with the program, found from the module's folder. */
final class Bundled {

    static final Path HOME =
            Stream.of("..", ".")
                    .map(folder -> Path.of(folder).toAbsolutePath().normalize())
                    .filter(folder -> Files.exists(folder.resolve("examples/vision")))
                    .findFirst()
                    .orElseThrow();

    static final Path FAMILY = HOME.resolve("examples/vision");

    private Bundled() {}

    /** Tells the program where it lives, as its launcher does. */
    static void announce() {
        System.setProperty("merganser.home", HOME.toString());
    }

    static Path base() {
        return FAMILY.resolve("base.safetensors");
    }

    static Path expert(String name) {
        return FAMILY.resolve("experts").resolve(name + ".safetensors");
    }

    static Path graph() {
        return FAMILY.resolve("graph.onnx");
    }
}
