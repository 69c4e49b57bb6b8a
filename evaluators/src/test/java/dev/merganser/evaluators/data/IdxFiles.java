package dev.merganser.evaluators.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files for tests. */
public final class IdxFiles {

    private IdxFiles() {}

    /** An IDX file of unsigned bytes. */
    public static byte[] bytes(int[] dims, int... values) {
        ByteBuffer out = ByteBuffer.allocate(4 + 4 * dims.length + values.length);
        out.putInt(0x0800 | dims.length);
        for (int dim : dims) {
            out.putInt(dim);
        }
        for (int value : values) {
            out.put((byte) value);
        }
        return out.array();
    }

    /** Writes a file, packed where its name ends in {@code .gz}. */
    public static Path write(Path file, byte[] content) {
        if (!file.toString().endsWith(".gz")) {
            return writeRaw(file, content);
        }
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path writeRaw(Path file, byte[] content) {
        try {
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
