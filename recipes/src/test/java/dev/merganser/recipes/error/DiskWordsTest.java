package dev.merganser.recipes.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

class DiskWordsTest {

    private static final Path FILE = Path.of("model.safetensors");

    @Test
    void noClassIsNamed() {
        assertThat(DiskWords.of(FILE, new AccessDeniedException("model.safetensors")))
                .isEqualTo("permission denied");
        assertThat(DiskWords.of(FILE, new FileSystemException("model.safetensors")))
                .isEqualTo("the disk refuses");
        assertThat(DiskWords.of(FILE, new MalformedInputException(1)))
                .isEqualTo("found other bytes");
        assertThat(DiskWords.of(FILE, new IOException("No space left on device")))
                .isEqualTo("No space left on device");
        assertThat(DiskWords.of(FILE, new IOException())).isEqualTo("the disk refuses");
    }

    @Test
    void anotherFileIsNamed() {
        assertThat(DiskWords.of(FILE, new NoSuchFileException("/proc/x")))
                .isEqualTo("there is no such file or folder (/proc/x)");
        assertThat(DiskWords.of(FILE, new FileSystemException("/a", null, "Read-only file system")))
                .isEqualTo("Read-only file system (/a)");
    }
}
