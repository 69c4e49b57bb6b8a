package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.tensor.TensorInfo;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a folder of shards; every tensor must be in exactly the shard that the index names. */
final class ShardedReader {
    private final Path folder;
    private final ShardIndex index;
    private final Map<String, String> found = new LinkedHashMap<>();
    private final List<StoredTensor> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private ShardedReader(Path folder) {
        this.folder = folder;
        this.index = ShardIndex.read(folder.resolve(CheckpointFolder.INDEX));
    }

    /** The tensors shard by shard; of texts with the same name that of the first shard. */
    static MappedCheckpoint.Content read(Path folder, InputFiles files) {
        var reader = new ShardedReader(folder);
        reader.index.shards().forEach(shard -> reader.readShard(shard, files));
        reader.index.shardByTensor().forEach(reader::checkFound);
        return new MappedCheckpoint.Content(reader.tensors, reader.metadata);
    }

    private void readShard(String shard, InputFiles files) {
        Path file = folder.resolve(shard);
        if (!Files.isRegularFile(file)) {
            throw bad(
                    "shard %s must be in the folder, but is not. Maybe its download was cut short"
                            .formatted(Quoted.text(shard)));
        }
        var content = SafetensorsReader.read(file, files);
        content.tensors().forEach(tensor -> add(shard, tensor));
        content.metadata().forEach(metadata::putIfAbsent);
    }

    private void add(String shard, StoredTensor stored) {
        TensorInfo tensor = stored.info();
        @Nullable String other = found.put(tensor.name(), shard);
        if (other != null) {
            throw bad(
                    "tensor %s must be in one shard, but is in %s and %s"
                            .formatted(Quoted.text(tensor.name()), other, shard));
        }
        if (!index.shardByTensor().containsKey(tensor.name())) {
            throw bad(
                    "tensor %s of %s must be in the index, but is not"
                            .formatted(Quoted.text(tensor.name()), shard));
        }
        tensors.add(stored);
    }

    private void checkFound(String tensor, String shard) {
        String actual = found.getOrDefault(tensor, "none");
        if (!actual.equals(shard)) {
            throw bad(
                    "tensor %s must be in %s, but is in %s"
                            .formatted(Quoted.text(tensor), shard, actual));
        }
    }

    private BadDataException bad(String message) {
        return new BadDataException(folder.resolve(CheckpointFolder.INDEX) + ": " + message + ".");
    }
}
