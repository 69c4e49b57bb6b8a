package dev.merganser.results.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class AppendFileTest {
    @TempDir Path folder;

    @Test
    void appendsReturnWhereTheyBegin() {
        try (AppendFile file = AppendFile.open(folder.resolve("scores").resolve("a"))) {
            assertThat(file.append(new byte[3])).isEqualTo(0);
            assertThat(file.append(new byte[2])).isEqualTo(3);
            assertThat(file.length()).isEqualTo(5);
        }
    }

    @Test
    void whatIsAppendedBehindACutIsForced() {
        Path path = folder.resolve("a");
        try (AppendFile file = AppendFile.open(path)) {
            file.append(new byte[100]);
            file.force();
            file.truncate(10);
            assertThat(file.forcedLength()).isEqualTo(10);
            file.append(new byte[5]);
            file.force();
            assertThat(file.forcedLength()).isEqualTo(15);
        }
        assertThat(path).hasSize(15);
    }
}
