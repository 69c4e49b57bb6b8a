package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.tensor.Tensor;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** Reads one safetensors file as views of its mapping. */
final class SafetensorsReader {

    private SafetensorsReader() {}

    /** The tensors of a file in the order of their data, valid until the files close. */
    static MappedCheckpoint.Content read(Path file, InputFiles files) {
        MemorySegment bytes = files.map(file);
        SafetensorsHeader header = SafetensorsHeaderReader.read(file, bytes);
        MemorySegment data = bytes.asSlice(header.dataStart());
        List<StoredTensor> tensors =
                header.entries().stream()
                        .<StoredTensor>map(
                                entry -> new StoredTensor.AsIs(tensor(entry, data), files))
                        .toList();
        return new MappedCheckpoint.Content(tensors, header.metadata());
    }

    private static Tensor tensor(SafetensorsHeader.Entry entry, MemorySegment data) {
        return new Tensor(entry.info(), data.asSlice(entry.begin(), entry.end() - entry.begin()));
    }
}
