package dev.merganser.evaluators.data;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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

    /** The ending in lower case without its point, {@code .gz} apart; empty where there is none. */
    static String ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return plain.substring(plain.lastIndexOf('.') + 1);
    }

    /** Parquet is not read; what to do instead. */
    static WrongUseException parquet(Path file) {
        return new WrongUseException(
                file
                        + ": Parquet is not read. Convert it, for example with Python: pandas.read_parquet('x.parquet').to_json('x.jsonl', orient='records', lines=True)");
    }

    private static InputStream unpacked(InputStream raw) throws IOException {
        raw.mark(2);
        int magic = (raw.read() << 8) | raw.read();
        raw.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(raw, 1 << 16) : raw;
    }
}
