package dev.merganser.optimizer.run;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.matching.WeightMatching;

import java.nio.file.Path;

/** Inference graphs whose weights are called as in the checkpoints that they are to run. */
final class MatchedGraph {

    private MatchedGraph() {}

    /**
     * Reads a graph.
     *
     * @param checkpoint of its architecture, for the names
     */
    static Graph read(Path file, Checkpoint checkpoint) {
        Graph graph = GraphReader.read(file);
        return WeightMatching.of(graph, checkpoint).applied(graph);
    }
}
