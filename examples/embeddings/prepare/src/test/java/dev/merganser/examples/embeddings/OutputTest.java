package dev.merganser.examples.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class OutputTest {

    @TempDir Path folder;

    /** Some bytes, then an error. */
    private static final class Full extends InputStream {
        private int reads;

        @Override
        public int read() throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return reads++ == 0 ? Math.min(10, length) : read();
        }
    }

    @Test
    void textIsEscapedAsJsonWantsIt() throws IOException {
        new Output(folder)
                .lines(
                        "a/b.jsonl",
                        List.of(new JsonLine().with("t", "é\t\"x\\").with("n", 5).with("m", 0.25)));
        assertThat(folder.resolve("a/b.jsonl"))
                .hasContent("{\"t\": \"é\\u0009\\\"x\\\\\", \"n\": 5, \"m\": 0.25}\n");
    }

    @Test
    void aFileThatCannotBeWrittenWholeIsNotThere() throws IOException {
        Files.writeString(folder.resolve("f"), "old");
        var full = new Full();
        assertThatThrownBy(() -> new Output(folder).copy("f", full))
                .hasMessage("No space left on device");
        assertThat(folder.resolve("f")).hasContent("old");
        assertThat(folder.resolve("f.part")).doesNotExist();
    }
}
