package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.TensorInfo;

import java.util.List;
import java.util.Map;

/**
 * What a safetensors file says of itself.
 *
 * @param metadata the texts of {@code __metadata__}
 * @param entries the tensors in the order of their data, which is without holes
 * @param dataStart first byte of the data section in the file
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries, long dataStart) {

    SafetensorsHeader {
        metadata = Map.copyOf(metadata);
        entries = List.copyOf(entries);
    }

    /** A tensor and where its data is: bytes {@code begin} to {@code end} of the data section. */
    record Entry(TensorInfo info, long begin, long end) {}
}
