package dev.merganser.optimizer.command;

import dev.merganser.recipes.error.WrongUseException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The option that names an inference graph. */
final class GraphOption {

    @Option(
            names = "--graph",
            paramLabel = "G.onnx",
            description = "The inference graph; needed unless the models are .onnx files.")
    private @Nullable Path graph;

    /** The graph, if it was given; refuses what cannot be one. */
    Optional<Path> file() {
        if (graph == null) {
            return Optional.empty();
        }
        if (!graph.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            throw new WrongUseException("--graph must be an .onnx file, found " + graph + ".");
        }
        if (!Files.isRegularFile(graph)) {
            throw new WrongUseException(
                    "--graph must be a file, but there is none at " + graph + ".");
        }
        return Optional.of(graph);
    }
}
