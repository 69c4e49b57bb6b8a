package dev.merganser.results.score;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.file.AppendFile;
import dev.merganser.results.file.Crc32c;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The per-item scores of a run: append-only files of little-endian float32, {@code
 * scores/<split>/<task>.<metric>.f32}. Any thread may append and read. Only the process that holds
 * the journal's lock may append.
 */
public final class ScoreFiles implements AutoCloseable {
    private static final String ENDING = ".f32";

    private final Path folder;
    private final Map<String, AppendFile> open = new ConcurrentHashMap<>();

    private ScoreFiles(Path folder) {
        this.folder = folder;
    }

    /** The scores under a folder; nothing is opened or made before it is needed. */
    public static ScoreFiles open(Path folder) {
        return new ScoreFiles(folder);
    }

    /**
     * The name, relative to the folder, of the file of a measure: {@code search/digits.nll.f32}.
     */
    public static String fileName(String split, String measure) {
        if (!measure.matches("[^/\\\\\\x00-\\x1f]+")) {
            throw new IllegalArgumentException(
                    "A measure must be usable as a file name, found '" + measure + "'");
        }
        return split + "/" + measure + ENDING;
    }

    /**
     * Appends the scores of one evaluation and returns when they are on the disk.
     *
     * @param scores finite, one an item, by {@code <task>.<metric>}
     * @return where they lie, by file name, for the candidate's event
     */
    public Map<String, ScoreSlice> append(String split, Map<String, float[]> scores) {
        var slices = new LinkedHashMap<String, ScoreSlice>();
        scores.forEach(
                (measure, values) -> {
                    String name = fileName(split, measure);
                    slices.put(name, append(file(name), encode(name, values)));
                });
        slices.keySet().forEach(name -> file(name).force());
        return slices;
    }

    private static ScoreSlice append(AppendFile file, byte[] bytes) {
        long offset = file.append(bytes);
        return new ScoreSlice(offset, bytes.length / Float.BYTES, Crc32c.of(bytes));
    }

    private AppendFile file(String name) {
        return open.computeIfAbsent(name, key -> AppendFile.open(folder.resolve(key)));
    }

    private static byte[] encode(String name, float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "Scores of '" + name + "' must be finite, found " + value);
            }
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    /** The scores of one evaluation, checked against the slice's crc. */
    public float[] read(String name, ScoreSlice slice) {
        byte[] bytes = readBytes(folder.resolve(name), slice);
        if (!Crc32c.of(bytes).equals(slice.crc())) {
            throw new BadDataException(
                    "Scores %s at %d must have crc %s, found %s. Maybe the file was changed."
                            .formatted(
                                    folder.resolve(name),
                                    slice.offset(),
                                    slice.crc(),
                                    Crc32c.of(bytes)));
        }
        float[] values = new float[slice.count()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static byte[] readBytes(Path path, ScoreSlice slice) {
        if (!Files.exists(path)) {
            throw new BadDataException(
                    "The run's scores must be in " + path + ", found no such file.");
        }
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            requireLength(path, file.length(), slice.end());
            byte[] bytes = new byte[slice.count() * Float.BYTES];
            file.seek(slice.offset());
            file.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Drops all bytes that no event accounts for; call it before the first append of a resumed run.
     *
     * @param ends length in bytes that the journal accounts for, by file name
     */
    public void truncate(Map<String, Long> ends) {
        ends.forEach((name, end) -> requireLength(folder.resolve(name), length(name), end));
        for (String name : names()) {
            long end = ends.getOrDefault(name, 0L);
            if (length(name) > end) {
                file(name).truncate(end);
            }
        }
    }

    private static void requireLength(Path path, long length, long needed) {
        if (length < needed) {
            throw new BadDataException(
                    "Scores %s must have the %d bytes that the journal names, found %d. Maybe a copy of the run was cut short."
                            .formatted(path, needed, length));
        }
    }

    private long length(String name) {
        Path path = folder.resolve(name);
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        open.values().forEach(AppendFile::close);
        open.clear();
    }
}
