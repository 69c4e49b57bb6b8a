package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code weight_map} of an index file: which shard holds which tensor. Shards are plain file
 * names, so that an index cannot make us read outside its folder; {@code metadata.total_size} is
 * not checked, since well-known checkpoints have it wrong.
 *
 * @param shardByTensor file names by tensor name, in the order of the index
 */
record ShardIndex(Map<String, String> shardByTensor) {

    ShardIndex {
        shardByTensor = Collections.unmodifiableMap(new LinkedHashMap<>(shardByTensor));
    }

    /** Reads and checks an index; the shards are not looked at. */
    static ShardIndex read(Path index) {
        Object map = StrictJson.object(bytes(index), index.toString()).get("weight_map");
        if (!(map instanceof Map<?, ?> members) || members.isEmpty()) {
            throw new BadDataException(
                    index + " must have an object weight_map of shard by tensor");
        }
        Map<String, String> shards = new LinkedHashMap<>();
        members.forEach(
                (tensor, shard) -> shards.put((String) tensor, shard(index, tensor, shard)));
        return new ShardIndex(shards);
    }

    /** The names of the shards in alphabetical order, which is that of their numbers. */
    List<String> shards() {
        return shardByTensor.values().stream().distinct().sorted().toList();
    }

    private static byte[] bytes(Path index) {
        try {
            if (Files.size(index) > SafetensorsHeaderReader.LONGEST_HEADER) {
                throw new BadDataException(
                        "%s must have at most %d bytes, found %d"
                                .formatted(
                                        index,
                                        SafetensorsHeaderReader.LONGEST_HEADER,
                                        Files.size(index)));
            }
            return Files.readAllBytes(index);
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(index, DiskWords.of(index, e)), e);
        }
    }

    private static String shard(Path index, Object tensor, Object shard) {
        if (shard instanceof String name && isPlainName(name)) {
            return name;
        }
        throw new BadDataException(
                "%s: tensor %s must be in a .safetensors file of the same folder; found %s."
                        .formatted(
                                index,
                                Quoted.text((String) tensor),
                                Quoted.text(String.valueOf(shard))));
    }

    private static boolean isPlainName(String name) {
        return name.endsWith(".safetensors")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c == 0);
    }
}
