package dev.merganser.results.step;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gradients of a run's steps: an append-only file of little-endian float64. Used by one thread,
 * of the process that holds the journal's lock. Nothing is opened or made before it is needed.
 */
public final class GradientFile implements AutoCloseable {

    private final Path path;
    private Optional<AppendFile> file = Optional.empty();

    private GradientFile(Path path) {
        this.path = path;
    }

    /** The gradients in a file, which need not be there yet. */
    public static GradientFile open(Path path) {
        return new GradientFile(path);
    }

    /** The checksum by which a journal knows a list of numbers: CRC-32C of their float64 bytes. */
    public static String crc(List<Double> values) {
        return Crc32c.of(bytes(values));
    }

    /**
     * Appends a gradient; {@link #force} brings it to the disk.
     *
     * @return where it lies
     */
    public GradientSlice append(List<Double> gradient) {
        byte[] bytes = bytes(gradient);
        return new GradientSlice(file().append(bytes), gradient.size(), Crc32c.of(bytes));
    }

    /** Returns when all that was appended is on the disk. */
    public void force() {
        file.ifPresent(AppendFile::force);
    }

    private AppendFile file() {
        if (file.isEmpty()) {
            file = Optional.of(AppendFile.open(path));
        }
        return file.get();
    }

    private static byte[] bytes(List<Double> values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.forEach(bytes::putDouble);
        return bytes.array();
    }

    /** A gradient, checked against the slice's crc. */
    public List<Double> read(GradientSlice slice) {
        byte[] bytes = readBytes(slice);
        String crc = Crc32c.of(bytes);
        if (!crc.equals(slice.crc())) {
            throw new BadDataException(
                    "Gradient %s at %d must have crc %s, found %s. Maybe the file was changed."
                            .formatted(path, slice.offset(), slice.crc(), crc));
        }
        var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
        List<Double> gradient = new ArrayList<>(slice.count());
        while (numbers.hasRemaining()) {
            gradient.add(numbers.get());
        }
        return gradient;
    }

    private byte[] readBytes(GradientSlice slice) {
        requireLength(slice.end());
        try (var from = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[slice.count() * Double.BYTES];
            from.seek(slice.offset());
            from.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Drops all bytes that no event accounts for; call it before the first append of a resumed run.
     *
     * @param end length in bytes that the journal accounts for
     */
    public void truncate(long end) {
        requireLength(end);
        if (length() > end) {
            file().truncate(end);
        }
    }

    private void requireLength(long needed) {
        if (length() < needed) {
            throw new BadDataException(
                    "Gradients %s must have the %d bytes that the journal names, found %d. Maybe a copy of the run was cut short."
                            .formatted(path, needed, length()));
        }
    }

    private long length() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        file.ifPresent(AppendFile::close);
    }
}
