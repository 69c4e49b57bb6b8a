package dev.merganser.recipes.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class WholeFileTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileIsReplacedAsAWhole(boolean force) throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "something longer");
        WholeFile.write(file, force, channel -> channel.write(ByteBuffer.wrap(new byte[] {65})));
        assertThat(file).hasContent("A");
        WholeFile.writeMapped(file, 3, force, bytes -> bytes.fill((byte) 66));
        assertThat(file).hasContent("BBB");
        assertOnly(file);
    }

    @Test
    void aTextIsWrittenInUtf8IntoAFolderThatIsMade() throws IOException {
        Path file = folder.resolve("new").resolve("a");
        WholeFile.write(file, "für");
        WholeFile.write(file, "ä");
        assertThat(Files.readAllBytes(file)).containsExactly(0xc3, 0xa4);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anInterruptDoesNotKeepATextFromBeingWritten() {
        Path file = folder.resolve("a");
        Thread.currentThread().interrupt();
        try {
            WholeFile.write(file, "whole");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).hasContent("whole");
    }

    @Test
    void aDiskThatRefusesLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        assertThatThrownBy(
                        () ->
                                WholeFile.write(
                                        file,
                                        true,
                                        channel -> {
                                            channel.write(ByteBuffer.wrap(new byte[9]));
                                            throw new IOException("no space");
                                        }))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("no space");
        assertThat(file).hasContent("old");
        assertOnly(file);
    }

    @Test
    void aFileLargerThanTheDiskIsRefusedAtOnce() throws IOException {
        Path file = folder.resolve("a");
        assertThatThrownBy(() -> WholeFile.writeMapped(file, 1L << 60, false, _ -> {}))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("free");
        assertOnly();
    }

    private void assertOnly(Path... files) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            assertThat(found).containsExactly(files);
        }
    }
}
