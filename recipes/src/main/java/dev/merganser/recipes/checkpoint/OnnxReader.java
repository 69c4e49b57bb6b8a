package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWeights;

import java.nio.file.Path;

/** Reads the weights of an ONNX file as tensors, under the names that they have there. */
final class OnnxReader {

    private OnnxReader() {}

    /** The weights in the order of the file, valid until the files close. */
    static MappedCheckpoint.Content read(Path file, InputFiles files) {
        Graph graph = GraphReader.read(file, files.arena());
        return new MappedCheckpoint.Content(GraphWeights.of(graph), graph.metadata());
    }
}
