package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.TensorInfo;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tensors go to which file of a folder: in their order, a new shard where one would become
 * too large.
 *
 * @param shards tensors by file name, in the order of the files
 */
record ShardPlan(Map<String, List<TensorInfo>> shards) {
    private static final JsonFactory FACTORY = new JsonFactory();

    static ShardPlan of(List<TensorInfo> tensors, long shardBytes) {
        if (!(shardBytes > 0)) {
            throw new IllegalArgumentException("shardBytes must be positive, found " + shardBytes);
        }
        List<List<TensorInfo>> shards = cut(tensors, shardBytes);
        Map<String, List<TensorInfo>> named = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            named.put(name(i + 1, shards.size()), List.copyOf(shards.get(i)));
        }
        return new ShardPlan(named);
    }

    private static List<List<TensorInfo>> cut(List<TensorInfo> tensors, long shardBytes) {
        List<List<TensorInfo>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long used = 0;
        for (TensorInfo info : tensors) {
            if (used > 0 && info.bytes() > shardBytes - used) {
                shards.add(new ArrayList<>());
                used = 0;
            }
            shards.getLast().add(info);
            used += info.bytes();
        }
        return shards;
    }

    private static String name(int number, int count) {
        return count == 1
                ? CheckpointFolder.SINGLE
                : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", number, count);
    }

    /** The content of {@code model.safetensors.index.json}. */
    byte[] index() {
        var text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeName("metadata");
            json.writeStartObject();
            json.writeNumberProperty("total_size", totalBytes());
            json.writeEndObject();
            json.writeName("weight_map");
            json.writeStartObject();
            fileByTensor().forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private long totalBytes() {
        return shards.values().stream().flatMap(List::stream).mapToLong(TensorInfo::bytes).sum();
    }

    private Map<String, String> fileByTensor() {
        Map<String, String> files = new TreeMap<>();
        shards.forEach((file, infos) -> infos.forEach(info -> files.put(info.name(), file)));
        return files;
    }
}
