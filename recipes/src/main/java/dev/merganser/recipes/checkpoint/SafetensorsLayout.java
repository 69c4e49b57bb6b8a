package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where each tensor of a safetensors file goes, and the header that says so. Tensors with larger
 * elements come first and otherwise keep their order, and the data begins at a multiple of 8, so
 * that every tensor is aligned to its elements. The same tensors and texts give the same bytes.
 */
final class SafetensorsLayout {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int ALIGNMENT = 8;

    private final List<TensorInfo> tensors;
    private final List<Long> offsets;
    private final byte[] header;
    private final long dataBytes;

    private SafetensorsLayout(Map<String, String> metadata, List<TensorInfo> tensors) {
        this.tensors = tensors;
        this.offsets = new ArrayList<>();
        long end = 0;
        for (TensorInfo info : tensors) {
            offsets.add(end);
            end = Math.addExact(end, info.bytes());
        }
        this.dataBytes = end;
        this.header = padded(json(metadata));
    }

    /**
     * Lays out tensors with distinct names.
     *
     * @throws IllegalArgumentException where a name comes twice or is {@code __metadata__}
     */
    static SafetensorsLayout of(Map<String, String> metadata, List<TensorInfo> tensors) {
        Set<String> names = new HashSet<>(Set.of(SafetensorsHeaderReader.METADATA));
        for (TensorInfo info : tensors) {
            if (!names.add(info.name())) {
                throw new IllegalArgumentException("Tensor name twice or reserved: " + info.name());
            }
        }
        var byElement = Comparator.comparingInt((TensorInfo info) -> -info.dtype().bytes());
        return new SafetensorsLayout(metadata, tensors.stream().sorted(byElement).toList());
    }

    /** The tensors in the order of their data. */
    List<TensorInfo> tensors() {
        return tensors;
    }

    /** First byte of the tensor with this number, counted from the start of the file. */
    long fileOffset(int tensor) {
        return header.length + offsets.get(tensor);
    }

    /** The first bytes of the file, up to its data. */
    byte[] header() {
        return header.clone();
    }

    /** Size of the whole file. */
    long fileBytes() {
        return header.length + dataBytes;
    }

    private String json(Map<String, String> metadata) {
        var text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            writeMetadata(json, metadata);
            for (int i = 0; i < tensors.size(); i++) {
                writeTensor(json, tensors.get(i), offsets.get(i));
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeMetadata(JsonGenerator json, Map<String, String> metadata) {
        if (!metadata.isEmpty()) {
            json.writeName(SafetensorsHeaderReader.METADATA);
            json.writeStartObject();
            new TreeMap<>(metadata).forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }

    private static void writeTensor(JsonGenerator json, TensorInfo info, long begin) {
        json.writeName(info.name());
        json.writeStartObject();
        json.writeStringProperty("dtype", info.dtype().name());
        json.writeName("shape");
        writeNumbers(json, dims(info.shape()));
        json.writeName("data_offsets");
        writeNumbers(json, begin, begin + info.bytes());
        json.writeEndObject();
    }

    private static long[] dims(Shape shape) {
        return shape.dims().stream().mapToLong(Long::longValue).toArray();
    }

    private static void writeNumbers(JsonGenerator json, long... numbers) {
        json.writeArray(numbers, 0, numbers.length);
    }

    private static byte[] padded(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int length = Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT;
        byte[] header = new byte[8 + length];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
        return header;
    }
}
