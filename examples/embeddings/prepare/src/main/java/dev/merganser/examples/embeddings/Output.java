package dev.merganser.examples.embeddings;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes files into the folder of the example, each whole or not at all. */
record Output(Path folder) {

    /** Writes lines of text, each with a line feed. */
    void lines(String name, List<JsonLine> lines) throws IOException {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        copy(name, new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes all bytes of a stream. */
    void copy(String name, InputStream bytes) throws IOException {
        Path file = folder.resolve(name);
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        Files.createDirectories(unfinished.getParent());
        try {
            Files.copy(bytes, unfinished, REPLACE_EXISTING);
            Files.move(unfinished, file, ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
