package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWeights;
import dev.merganser.recipes.graph.WeightName;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.Tensor;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads the weights of an ONNX file as tensors under canonical names, matrices as {@code [out,
 * in]}.
 */
final class OnnxReader {

    /**
     * Matrices of so many bytes in all are turned once and kept, of more whenever they are read.
     */
    private static final long KEPT_BYTES = 1L << 30;

    private OnnxReader() {}

    /** The weights in the order of the file, valid until the files close. */
    static MappedCheckpoint.Content read(Path file, InputFiles files) {
        Graph graph = GraphReader.read(file, files.arena());
        WeightNames names = WeightNames.canonical(graph);
        List<Tensor> weights = GraphWeights.of(graph);
        boolean kept = turnedBytes(weights, names) <= KEPT_BYTES;
        return new MappedCheckpoint.Content(
                weights.stream()
                        .<StoredTensor>map(weight -> stored(weight, names, files, kept))
                        .toList(),
                graph.metadata());
    }

    private static long turnedBytes(List<Tensor> weights, WeightNames names) {
        return weights.stream()
                .filter(weight -> names.of(weight.name()).transposed())
                .mapToLong(weight -> weight.info().bytes())
                .sum();
    }

    private static StoredTensor stored(
            Tensor weight, WeightNames names, InputFiles files, boolean kept) {
        WeightName name = names.of(weight.name());
        return name.transposed()
                ? new TurnedTensor(name.name(), weight, files.arena(), kept)
                : new StoredTensor.AsIs(new Tensor(names.of(weight.info()), weight.data()), files);
    }
}
