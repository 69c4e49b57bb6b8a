package dev.merganser.optimizer.run;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.matching.WeightMatching;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Inference graphs whose weights are called as in the checkpoints that they are to run. */
final class MatchedGraph {

    private MatchedGraph() {}

    /**
     * Reads a graph. Where it is the checkpoint's own file, its weights are those that the
     * checkpoint holds, valid while that is open, and lie in memory once.
     *
     * @param checkpoint of its architecture, for the names; as its file has it, with no adapter
     */
    static Graph read(Path file, Checkpoint checkpoint) {
        Graph graph = GraphReader.read(file);
        WeightNames names = WeightMatching.of(graph, checkpoint).names(graph);
        return isSame(file, checkpoint.path())
                ? names.applied(graph, initializer -> held(initializer, names, checkpoint))
                : names.applied(graph);
    }

    private static boolean isSame(Path file, Path other) {
        try {
            return Files.isSameFile(file, other);
        } catch (IOException _) {
            return false;
        }
    }

    private static Tensor held(Tensor initializer, WeightNames names, Checkpoint checkpoint) {
        TensorInfo info = names.of(initializer.info());
        boolean isHeld = checkpoint.info(info.name()).filter(info::equals).isPresent();
        return isHeld ? checkpoint.tensor(info.name()) : names.of(initializer);
    }
}
