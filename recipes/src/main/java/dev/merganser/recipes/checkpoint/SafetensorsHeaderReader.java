package dev.merganser.recipes.checkpoint;

import dev.merganser.recipes.checkpoint.SafetensorsHeader.Entry;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads and checks the header of one safetensors file: 8 bytes of length, a JSON object with dtype,
 * shape and data_offsets of each tensor, then the data. Anything that the format does not allow is
 * a {@link BadDataException} that names the file and the tensor. Source: the format's description
 * in huggingface/safetensors, whose bound of 100 MB on the header is kept.
 */
final class SafetensorsHeaderReader {
    static final String METADATA = "__metadata__";
    static final long LONGEST_HEADER = 100_000_000;
    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    private final Path file;
    private final MemorySegment bytes;

    private SafetensorsHeaderReader(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** Reads the header of {@code file}, all of which is mapped at {@code bytes}. */
    static SafetensorsHeader read(Path file, MemorySegment bytes) {
        return new SafetensorsHeaderReader(file, bytes).read();
    }

    private SafetensorsHeader read() {
        long dataStart = 8 + headerLength();
        byte[] text = bytes.asSlice(8, dataStart - 8).toArray(ValueLayout.JAVA_BYTE);
        Map<String, Object> members = StrictJson.object(text, "The header of " + file);
        Map<String, String> metadata = metadata(members);
        List<Entry> entries = new ArrayList<>();
        members.forEach(
                (name, value) -> {
                    if (!name.equals(METADATA)) {
                        entries.add(entry(name, value));
                    }
                });
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        checkCover(entries, bytes.byteSize() - dataStart);
        return new SafetensorsHeader(metadata, entries, dataStart);
    }

    private long headerLength() {
        if (bytes.byteSize() < 8) {
            throw new BadDataException(
                    "%s must begin with the 8 bytes of its header's length, but it has %d bytes.%s"
                            .formatted(file, bytes.byteSize(), FileNature.hint(file, bytes)));
        }
        long length = bytes.get(LENGTH, 0);
        if (!(length >= 2 && length <= LONGEST_HEADER)) {
            throw new BadDataException(
                    "The header of %s must have 2 to %d bytes, but its length says %s.%s"
                            .formatted(
                                    file,
                                    LONGEST_HEADER,
                                    Long.toUnsignedString(length),
                                    FileNature.hint(file, bytes)));
        }
        if (length > bytes.byteSize() - 8) {
            throw new BadDataException(
                    "The header of %s has %d bytes, but the file ends after %d bytes.%s"
                            .formatted(
                                    file, length, bytes.byteSize(), FileNature.hint(file, bytes)));
        }
        return length;
    }

    private Map<String, String> metadata(Map<String, Object> members) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (members.get(METADATA) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put((String) key, metadataText(key, value)));
        } else if (members.containsKey(METADATA)) {
            throw bad(METADATA + " must be an object of texts");
        }
        return texts;
    }

    private String metadataText(Object key, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw bad("%s %s must be a text".formatted(METADATA, Quoted.text((String) key)));
    }

    private Entry entry(String name, Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            throw bad(name, "must be an object with dtype, shape and data_offsets");
        }
        if (!fields.keySet().equals(FIELDS)) {
            throw bad(name, "must have dtype, shape and data_offsets; found " + keys(fields));
        }
        TensorInfo info =
                new TensorInfo(
                        name,
                        dtype(name, field(fields, "dtype")),
                        shape(name, field(fields, "shape")));
        return place(info, wholeNumbers(name, "data_offsets", field(fields, "data_offsets")));
    }

    private static Object field(Map<?, ?> fields, String key) {
        return Objects.requireNonNull(fields.get(key), key);
    }

    private static String keys(Map<?, ?> fields) {
        return fields.isEmpty()
                ? "none"
                : Quoted.line(
                        String.join(", ", fields.keySet().stream().map(String::valueOf).toList()));
    }

    private DType dtype(String name, Object value) {
        String word = value instanceof String text ? text : "";
        return Arrays.stream(DType.values())
                .filter(dtype -> dtype.name().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                bad(
                                        name,
                                        "must have one of the dtypes %s; found %s"
                                                .formatted(
                                                        Arrays.toString(DType.values()),
                                                        Quoted.text(String.valueOf(value)))));
    }

    private Shape shape(String name, Object value) {
        return new Shape(wholeNumbers(name, "shape", value));
    }

    private List<Long> wholeNumbers(String name, String field, Object value) {
        if (value instanceof List<?> list && list.stream().allMatch(this::isCount)) {
            return list.stream().map(Long.class::cast).toList();
        }
        throw bad(
                name,
                "must have a list of whole numbers from 0 as %s; found %s"
                        .formatted(field, Quoted.line(String.valueOf(value))));
    }

    private boolean isCount(Object value) {
        return value instanceof Long number && number >= 0;
    }

    private Entry place(TensorInfo info, List<Long> offsets) {
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw bad(info.name(), "must have data_offsets [begin, end]; found " + offsets);
        }
        long needed = bytesOf(info);
        long found = offsets.get(1) - offsets.get(0);
        if (needed != found) {
            throw bad(
                    describe(info)
                            + " needs %d bytes, but its data_offsets %s span %d"
                                    .formatted(needed, offsets, found));
        }
        return new Entry(info, offsets.get(0), offsets.get(1));
    }

    private long bytesOf(TensorInfo info) {
        try {
            return info.bytes();
        } catch (ArithmeticException e) {
            throw bad(describe(info) + " is larger than any file can be");
        }
    }

    /** The data must follow each other from 0 to the end of the file, without holes or overlaps. */
    private void checkCover(List<Entry> entries, long dataBytes) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin() != end) {
                throw misplaced(entry, end);
            }
            end = entry.end();
            if (end > dataBytes) {
                throw cutShort(entry, dataBytes);
            }
        }
        if (end != dataBytes) {
            throw bad(
                    "the tensors end at byte %d of the data, but %d bytes follow"
                            .formatted(end, dataBytes - end));
        }
    }

    private BadDataException misplaced(Entry entry, long end) {
        return bad(
                ("%s must begin at byte %d of the data, where the one before ends;"
                                + " it begins at %d, so they %s")
                        .formatted(
                                describe(entry.info()),
                                end,
                                entry.begin(),
                                entry.begin() < end ? "overlap" : "leave a hole"));
    }

    private BadDataException cutShort(Entry entry, long dataBytes) {
        return bad(
                ("%s needs bytes %d to %d of the data, but the data has %d bytes."
                                + " Maybe the download was cut short")
                        .formatted(describe(entry.info()), entry.begin(), entry.end(), dataBytes));
    }

    private static String describe(TensorInfo info) {
        return "tensor %s of %s %s"
                .formatted(
                        Quoted.text(info.name()),
                        info.dtype(),
                        Quoted.line(info.shape().toString()));
    }

    private BadDataException bad(String name, String rest) {
        return bad("tensor " + Quoted.text(name) + " " + rest);
    }

    private BadDataException bad(String message) {
        return new BadDataException(file + ": " + message + ".");
    }
}
