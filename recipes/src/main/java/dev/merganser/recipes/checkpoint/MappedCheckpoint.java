package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.Suggestions;
import dev.merganser.recipes.tensor.FloatTensor;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Tensors whose data lives in the mappings of files that this checkpoint owns. */
final class MappedCheckpoint implements Checkpoint {
    private final Path path;
    private final InputFiles files;
    private final Map<String, StoredTensor> tensors;
    private final List<TensorInfo> infos;
    private final Map<String, String> metadata;

    /** Stands for this checkpoint in keys, which outlive it. */
    private final Object identity = new Object();

    private MappedCheckpoint(Path path, InputFiles files, Content content) {
        this.path = path;
        this.files = files;
        this.tensors = new LinkedHashMap<>();
        content.tensors().forEach(tensor -> tensors.put(tensor.info().name(), tensor));
        this.infos = content.tensors().stream().map(StoredTensor::info).toList();
        this.metadata = Map.copyOf(content.metadata());
    }

    /** Tensors with distinct names, and texts beside them. */
    record Content(List<StoredTensor> tensors, Map<String, String> metadata) {}

    /** Loads the content from files, which close where loading fails. */
    static MappedCheckpoint open(Path path, Function<InputFiles, Content> load) {
        var files = new InputFiles();
        boolean loaded = false;
        try {
            var checkpoint = new MappedCheckpoint(path, files, load.apply(files));
            loaded = true;
            return checkpoint;
        } finally {
            if (!loaded) {
                files.close();
            }
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<TensorInfo> tensors() {
        return infos;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Optional<TensorInfo> info(String name) {
        return Optional.ofNullable(tensors.get(name)).map(StoredTensor::info);
    }

    @Override
    public Tensor tensor(String name) {
        return stored(name).tensor();
    }

    private StoredTensor stored(String name) {
        @Nullable StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new BadDataException(
                    "%s must have a tensor %s, but has none of that name.%s"
                            .formatted(
                                    path,
                                    Quoted.text(name),
                                    Suggestions.didYouMean(name, tensors.keySet())));
        }
        return tensor;
    }

    @Override
    public FloatTensor values(String name) {
        return stored(name).values();
    }

    @Override
    public void read(String name, MemorySegment out) {
        Tensor tensor = tensor(name);
        if (!tensor.dtype().isFloat()) {
            throw new BadDataException(
                    "Tensor %s of %s must be of a float type, found %s"
                            .formatted(Quoted.text(name), path, tensor.dtype()));
        }
        tensor.read(out);
    }

    @Override
    public Optional<Tensor> lying(String name) {
        return info(name).filter(info -> info.dtype().isFloat()).map(_ -> tensor(name));
    }

    @Override
    public Optional<Object> key(String name) {
        return info(name)
                .filter(info -> info.dtype().isFloat())
                .map(_ -> new OriginKey(identity, name));
    }

    @Override
    public void close() {
        files.close();
    }
}
