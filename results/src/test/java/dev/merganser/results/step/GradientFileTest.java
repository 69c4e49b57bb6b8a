package dev.merganser.results.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class GradientFileTest {

    private static final List<Double> FIRST = List.of(1.5, -0.0, Double.MIN_VALUE);
    private static final List<Double> SECOND = List.of(0.1);

    @TempDir private Path temp;

    private Path path() {
        return temp.resolve("steps/gradients.f64");
    }

    @Test
    void gradientsAreReadBackToTheLastBit() {
        try (GradientFile file = GradientFile.open(path())) {
            GradientSlice first = file.append(FIRST);
            GradientSlice second = file.append(SECOND);
            assertThat(second.offset()).isEqualTo(first.end()).isEqualTo(24);
            assertThat(file.read(first)).isEqualTo(FIRST);
            assertThat(file.read(second)).isEqualTo(SECOND);
        }
    }

    @Test
    void theFileIsLittleEndianFloat64() throws IOException {
        try (GradientFile file = GradientFile.open(path())) {
            file.append(List.of(1.0));
        }
        assertThat(Files.readAllBytes(path()))
                .containsExactly(0, 0, 0, 0, 0, 0, (byte) 0xf0, (byte) 0x3f);
    }

    @Test
    void nothingIsMadeBeforeItIsNeeded() {
        try (GradientFile file = GradientFile.open(path())) {
            file.force();
            file.truncate(0);
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void whatNoEventAccountsForIsDropped() {
        GradientSlice first;
        try (GradientFile file = GradientFile.open(path())) {
            first = file.append(FIRST);
            file.append(SECOND);
        }
        try (GradientFile file = GradientFile.open(path())) {
            file.truncate(first.end());
            assertThat(file.append(SECOND).offset()).isEqualTo(first.end());
        }
    }

    @Test
    void bytesThatAreGoneOrChangedAreSaid() throws IOException {
        GradientSlice slice;
        try (GradientFile file = GradientFile.open(path())) {
            slice = file.append(FIRST);
        }
        try (GradientFile file = GradientFile.open(path())) {
            assertThatThrownBy(() -> file.truncate(32))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining(
                            "must have the 32 bytes that the journal names, found 24");
            byte[] bytes = Files.readAllBytes(path());
            bytes[3] = 1;
            Files.write(path(), bytes);
            assertThatThrownBy(() -> file.read(slice))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("must have crc " + slice.crc());
        }
    }

    @Test
    void theChecksumTellsPointsApart() {
        assertThat(GradientFile.crc(FIRST)).isEqualTo(GradientFile.crc(List.copyOf(FIRST)));
        assertThat(GradientFile.crc(List.of(0.0))).isNotEqualTo(GradientFile.crc(List.of(-0.0)));
    }
}
