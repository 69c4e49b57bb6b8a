package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.Initializer;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Reads the initializers of an ONNX file as tensors, under the names that they have there. */
final class OnnxReader {

    private OnnxReader() {}

    /** The initializers in the order of the file, valid until the arena closes. */
    static MappedCheckpoint.Content read(Path file, Arena arena) {
        Graph graph = GraphReader.read(file, arena);
        var tensors = graph.initializers().stream().map(Initializer::tensor).toList();
        return new MappedCheckpoint.Content(tensors, graph.metadata());
    }
}
