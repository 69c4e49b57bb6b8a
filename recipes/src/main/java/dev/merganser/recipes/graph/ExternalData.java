package dev.merganser.recipes.graph;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.DiskWords;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.file.MappedFile;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The files beside an ONNX file that hold the data of its large tensors. A location that leaves the
 * model's folder, also through a link, is refused: a model must not make us read other files.
 */
final class ExternalData {
    private static final Set<String> KEYS = Set.of("location", "offset", "length", "checksum");

    private final Path model;
    private final Arena arena;
    private final Map<Path, MemorySegment> mapped = new LinkedHashMap<>();

    ExternalData(Path model, Arena arena) {
        this.model = model;
        this.arena = arena;
    }

    /** The files that were read, in the order of their first use. */
    Set<Path> files() {
        return mapped.keySet();
    }

    /** A view of a tensor's data, which needs {@code needed} bytes. */
    MemorySegment data(TensorProto tensor, long needed) {
        Map<String, String> entries = entries(tensor);
        Path file = locate(tensor, entries.getOrDefault("location", ""));
        MemorySegment bytes =
                mapped.computeIfAbsent(file, location -> MappedFile.map(location, arena));
        long offset = number(tensor, "offset", entries.getOrDefault("offset", "0"));
        long length =
                number(tensor, "length", entries.getOrDefault("length", Long.toString(needed)));
        if (offset > bytes.byteSize() || length > bytes.byteSize() - offset) {
            throw bad(
                    tensor,
                    ("needs %d bytes at byte %d of %s, but that file has %d."
                                    + " Maybe its download was cut short")
                            .formatted(length, offset, file, bytes.byteSize()));
        }
        return bytes.asSlice(offset, length);
    }

    private Map<String, String> entries(TensorProto tensor) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            String key = entry.getKey();
            if (!KEYS.contains(key) || entries.put(key, entry.getValue()) != null) {
                throw bad(
                        tensor,
                        "has external data with key %s, unknown or twice"
                                .formatted(Quoted.text(key)));
            }
        }
        return entries;
    }

    private long number(TensorProto tensor, String key, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw bad(
                tensor,
                "must have a whole number from 0 as %s of its external data; found %s"
                        .formatted(key, Quoted.text(text)));
    }

    private Path locate(TensorProto tensor, String location) {
        try {
            Path relative = Path.of(location);
            if (location.isEmpty() || isOutside(location, relative)) {
                throw outside(tensor, location);
            }
            return inside(tensor, location, folder().resolve(relative));
        } catch (InvalidPathException e) {
            throw outside(tensor, location);
        }
    }

    private static boolean isOutside(String location, Path relative) {
        return relative.isAbsolute()
                || location.startsWith("/")
                || location.contains("\\")
                || location.contains(":")
                || relative.normalize().startsWith("..");
    }

    private Path inside(TensorProto tensor, String location, Path file) {
        if (!Files.isRegularFile(file)) {
            throw bad(
                    tensor,
                    "has its data in %s, which must exist beside the model"
                            .formatted(Quoted.text(location)));
        }
        try {
            if (file.toRealPath().startsWith(folder().toRealPath())) {
                return file;
            }
        } catch (IOException e) {
            throw new BadDataException(
                    "%s must be readable: %s".formatted(file, DiskWords.of(file, e)), e);
        }
        throw outside(tensor, location);
    }

    private Path folder() {
        Path parent = model.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private BadDataException outside(TensorProto tensor, String location) {
        return bad(
                tensor,
                "must have its data inside the model's folder; found " + Quoted.text(location));
    }

    private BadDataException bad(TensorProto tensor, String rest) {
        return new BadDataException(
                "%s: tensor %s %s.".formatted(model, Quoted.text(tensor.getName()), rest));
    }
}
