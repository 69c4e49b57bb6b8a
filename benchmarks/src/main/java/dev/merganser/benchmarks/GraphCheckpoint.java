package dev.merganser.benchmarks;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The initializers of an {@code .onnx} as they lie in it, by their own names: the yardstick pays
 * for no renaming.
 */
final class GraphCheckpoint implements Checkpoint {

    private final Path file;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    GraphCheckpoint(Path file) {
        this(file, GraphReader.read(file));
    }

    /** The initializers of a graph that was read from a file. */
    GraphCheckpoint(Path file, Graph graph) {
        this.file = file;
        graph.initializers().stream()
                .map(Initializer::tensor)
                .forEach(tensor -> tensors.put(tensor.name(), tensor));
    }

    @Override
    public Path path() {
        return file;
    }

    @Override
    public List<TensorInfo> tensors() {
        return tensors.values().stream().map(Tensor::info).toList();
    }

    @Override
    public Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(tensors.get(name)).map(Tensor::info);
    }

    @Override
    public void read(String name, MemorySegment out) {
        Tensor tensor = tensor(name);
        Floats.decode(tensor.dtype(), tensor.data(), 0, out, 0, tensor.shape().elements());
    }

    @Override
    public void close() {}
}
