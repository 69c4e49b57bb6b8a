package dev.merganser.optimizer.command;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.layer.LayerName;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * What a checkpoint holds.
 *
 * @param tensors in file order
 * @param layers numbers that occur as {@code .N.} in tensor names
 * @param tied groups of tensors with the same type, shape and bytes
 */
record Inspection(
        String path, List<TensorInfo> tensors, List<Integer> layers, List<List<String>> tied) {

    static Inspection of(Checkpoint checkpoint) {
        List<TensorInfo> tensors = checkpoint.tensors();
        var layers = new TreeSet<Integer>();
        tensors.forEach(
                info -> LayerName.of(info.name()).map(LayerName::layer).ifPresent(layers::add));
        return new Inspection(
                checkpoint.path().toString(), tensors, List.copyOf(layers), tied(checkpoint));
    }

    /** Equal matrices; vectors of ones or zeros are equal by nature. */
    private static List<List<String>> tied(Checkpoint checkpoint) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (TensorInfo info : checkpoint.tensors()) {
            if (info.shape().rank() >= 2) {
                String key = info.dtype() + " " + info.shape() + " " + hash(checkpoint, info);
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(info.name());
            }
        }
        return groups.values().stream().filter(group -> group.size() > 1).toList();
    }

    private static long hash(Checkpoint checkpoint, TensorInfo info) {
        MemorySegment data = checkpoint.tensor(info.name()).data();
        var crc = new CRC32C();
        long step = 1 << 24;
        for (long from = 0; from < data.byteSize(); from += step) {
            ByteBuffer block =
                    data.asSlice(from, Math.min(step, data.byteSize() - from)).asByteBuffer();
            crc.update(block);
        }
        return crc.getValue();
    }

    String text() {
        var text = new StringBuilder();
        for (TensorInfo info : tensors) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%-5s %-20s %s%n",
                            info.dtype(),
                            info.shape(),
                            info.name()));
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s: %d tensors, %,d parameters, %,d bytes, %s, %d layers",
                        path,
                        tensors.size(),
                        parameters(),
                        tensors.stream().mapToLong(TensorInfo::bytes).sum(),
                        types(),
                        layers.size()));
        tied.forEach(group -> text.append("\ntied: ").append(String.join(" = ", group)));
        return text.toString();
    }

    private long parameters() {
        return tensors.stream().mapToLong(info -> info.shape().elements()).sum();
    }

    private Map<DType, Long> types() {
        Map<DType, Long> types = new TreeMap<>();
        tensors.forEach(info -> types.merge(info.dtype(), 1L, Long::sum));
        return types;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", path);
        fields.put("parameters", parameters());
        fields.put("layers", layers);
        fields.put("tied", tied);
        fields.put("tensors", tensors.stream().map(Inspection::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(TensorInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", info.name());
        fields.put("dtype", info.dtype().name());
        fields.put("shape", info.shape().dims());
        return fields;
    }
}
