package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Opens a data file, unpacking gzip by its content. */
final class DataFile {

    private static final int GZIP_MAGIC = 0x1f8b;

    private DataFile() {}

    /** Something that reads a stream. */
    interface Reading<T> {
        T from(InputStream in) throws IOException;
    }

    /** Reads a file that must exist; trouble on the way becomes a message that names the file. */
    static <T> T read(Path file, Reading<T> reading) {
        requireFile(file);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                InputStream in = unpacked(raw)) {
            return reading.from(in);
        } catch (IOException | UncheckedIOException e) {
            throw new BadDataException(
                    "%s: cannot be read to its end (%s). Maybe the download was cut short."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new WrongUseException(
                    Files.isDirectory(file)
                            ? file + ": must be a data file, found a folder."
                            : file + ": no such data file.");
        }
    }

    private static InputStream unpacked(InputStream raw) throws IOException {
        raw.mark(2);
        int magic = (raw.read() << 8) | raw.read();
        raw.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(raw, 1 << 16) : raw;
    }
}
