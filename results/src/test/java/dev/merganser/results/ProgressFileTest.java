package dev.merganser.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

class ProgressFileTest {
    @TempDir Path folder;

    @Test
    void aResumedRunGoesOnBehindWhatItKept() throws IOException {
        Path path = folder.resolve("progress.csv");
        try (ProgressFile file = ProgressFile.open(path, 0)) {
            assertThat(file.secondsBefore()).isZero();
            file.append(1, 0.5, 1000, 0.25);
            file.append(2, 1.25, 2000, 0.5);
            file.append(3, 1.5, 3000, 0.75);
        }
        Files.writeString(path, "4,1.7", StandardOpenOption.APPEND);
        try (ProgressFile file = ProgressFile.open(path, 2)) {
            assertThat(file.secondsBefore()).isEqualTo(1.25);
            assertThat(file.itemsBefore()).isPositive();
            file.append(3, 2, 3000, 0.75);
        }

        assertThat(path)
                .hasContent(
                        """
                        evaluations,seconds,items,hypervolume
                        1,0.500,1000,0.25
                        2,1.250,2000,0.5
                        3,2.000,3000,0.75
                        """);
    }
}
