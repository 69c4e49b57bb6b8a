package dev.merganser.results.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

class ScoreFilesTest {
    private static final String FILE = "search/digits.nll.f32";

    @TempDir Path folder;

    @Test
    void scoresAreLittleEndianFloatsOneAfterTheOther() throws IOException {
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            ScoreSlice first = append(files, 1f, -2f);
            ScoreSlice second = append(files, 0.5f);

            assertThat(first.offset()).isZero();
            assertThat(second.offset()).isEqualTo(8);
            assertThat(second.end()).isEqualTo(12);
            assertThat(Files.readAllBytes(folder.resolve(FILE)))
                    .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f);
            assertThat(files.read(FILE, first)).containsExactly(1f, -2f);
            assertThat(files.read(FILE, second)).containsExactly(0.5f);
        }
    }

    @Test
    void eachMeasureHasItsFile() {
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            Map<String, ScoreSlice> slices =
                    files.append(
                            "test",
                            Map.of("a.nll", new float[] {1}, "b.accuracy", new float[] {0, 1}));

            assertThat(slices).containsOnlyKeys("test/a.nll.f32", "test/b.accuracy.f32");
            assertThat(folder.resolve("test/b.accuracy.f32")).hasSize(8);
        }
    }

    @Test
    void aChangedByteIsNoticed() throws IOException {
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            ScoreSlice slice = append(files, 1f, 2f, 3f);
            byte[] bytes = Files.readAllBytes(folder.resolve(FILE));
            bytes[5] ^= 1;
            Files.write(folder.resolve(FILE), bytes);

            assertThatThrownBy(() -> files.read(FILE, slice))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("crc");
        }
    }

    @Test
    void bytesWithoutAnEventAreDroppedAtResume() {
        ScoreSlice first;
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            first = append(files, 1f, 2f);
            append(files, 3f);
            files.append("validation", Map.of("digits.nll", new float[] {4}));
        }
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            files.truncate(Map.of(FILE, first.end()));

            assertThat(folder.resolve(FILE)).hasSize(8);
            assertThat(folder.resolve("validation/digits.nll.f32")).hasSize(0);
            assertThat(append(files, 5f).offset()).isEqualTo(8);
        }
    }

    @Test
    void scoresThatTheJournalNamesAndTheFileLacksAreAnError() {
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            append(files, 1f);

            assertThatThrownBy(() -> files.truncate(Map.of(FILE, 8L)))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("8 bytes")
                    .hasMessageContaining("found 4");
            assertThatThrownBy(() -> files.read(FILE, new ScoreSlice(0, 2, "00000000")))
                    .isInstanceOf(BadDataException.class);
            assertThatThrownBy(() -> files.read("search/no.f32", new ScoreSlice(0, 1, "00000000")))
                    .isInstanceOf(BadDataException.class);
        }
    }

    @Test
    void refusesNaNAndNamesThatLeaveTheFolder() {
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            assertThatThrownBy(() -> append(files, Float.NaN)).hasMessageContaining("NaN");
            assertThatThrownBy(() -> files.append("search", Map.of("../../x", new float[] {1})))
                    .hasMessageContaining("../../x");
        }
    }

    @Test
    void manyThreadsAppendWithoutOverlap() {
        try (ScoreFiles files = ScoreFiles.open(folder)) {
            IntStream.range(0, 300)
                    .parallel()
                    .forEach(
                            i -> {
                                ScoreSlice slice = append(files, i, i, i);
                                assertThat(files.read(FILE, slice)).containsExactly(i, i, i);
                            });

            assertThat(folder.resolve(FILE)).hasSize(300 * 12);
        }
    }

    private static ScoreSlice append(ScoreFiles files, float... scores) {
        return files.append("search", Map.of("digits.nll", scores)).get(FILE);
    }
}
