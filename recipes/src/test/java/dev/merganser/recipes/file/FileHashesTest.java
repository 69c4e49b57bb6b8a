package dev.merganser.recipes.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

class FileHashesTest {

    /** Of "abc": the example of FIPS 180-2. */
    private static final String ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir private Path folder;
    private Path file;
    private Path cache;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a file"), "abc");
        cache = folder.resolve("new/hashes");
    }

    @Test
    void nothingIsKnownBeforeItIsComputed() {
        assertThat(FileHashes.in(cache).find(file)).isEmpty();
        assertThat(FileHashes.in(cache).find(folder.resolve("none"))).isEmpty();
        assertThat(cache).doesNotExist();
    }

    @Test
    void whatIsComputedOnceIsFoundByTheNextProcess() throws IOException {
        assertThat(FileHashes.in(cache).of(file)).isEqualTo(ABC);
        assertThat(FileHashes.in(cache).find(file)).contains(ABC);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(FileHashes.in(cache).find(link)).contains(ABC);
        assertThat(cache).content().startsWith("merganser-hashes 1\n" + ABC + " 3 ");
    }

    @Test
    void aFileOfAnotherSizeIsUnknown() throws IOException {
        var hashes = FileHashes.in(cache);
        hashes.of(file);
        Files.writeString(file, "abcd");
        assertThat(hashes.find(file)).isEmpty();
        assertThat(hashes.of(file)).isEqualTo(Sha256.of("abcd"));
    }

    @Test
    void aFileOfTheSameSizeAndTimeOfModificationIsUnknownOnceItChanged() throws IOException {
        var hashes = FileHashes.in(cache);
        hashes.of(file);
        FileTime modified = Files.getLastModifiedTime(file);
        Files.writeString(file, "abd");
        Files.setLastModifiedTime(file, modified);
        assertThat(hashes.find(file)).isEmpty();
        assertThat(hashes.of(file)).isEqualTo(Sha256.of("abd"));
        assertThat(FileHashes.in(cache).find(file)).contains(Sha256.of("abd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "merganser-hashes 1\n", "merganser-hashes 2\nend 00\n"})
    void aCorruptCacheIsAnEmptyOne(String content) throws IOException {
        Files.createDirectories(cache.getParent());
        Files.writeString(cache, content);
        assertThat(FileHashes.in(cache).find(file)).isEmpty();
        assertThat(FileHashes.in(cache).of(file)).isEqualTo(ABC);
        assertThat(FileHashes.in(cache).find(file)).contains(ABC);
    }

    @Test
    void aCacheWithOneWrongDigitIsAnEmptyOne() throws IOException {
        FileHashes.in(cache).of(file);
        Files.writeString(cache, Files.readString(cache).replace("ba7816bf", "ba7816be"));
        assertThat(FileHashes.in(cache).find(file)).isEmpty();
    }

    @Test
    void aPlaceThatCannotBeWrittenCostsOnlyTime() throws IOException {
        Files.writeString(folder.resolve("new"), "a file where a folder should be");
        assertThat(FileHashes.in(cache).of(file)).isEqualTo(ABC);
    }

    @Test
    void aMissingFileIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> FileHashes.in(cache).of(folder.resolve("none")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("none must be readable");
    }

    @Test
    void manyFilesKeepTheirOrderWithAnyNumberOfThreads() throws IOException {
        List<Path> files = files(20);
        List<String> want = files.stream().map(Sha256::of).toList();
        assertThat(FileHashes.in(cache).of(files, 4)).isEqualTo(want);
        assertThat(FileHashes.in(cache).of(files, 1)).isEqualTo(want);
        assertThat(Files.readAllLines(cache)).hasSize(1 + 20 + 1);
    }

    @Test
    void writersAtTheSameTimeLoseNothingOfEachOther()
            throws IOException, InterruptedException, ExecutionException {
        List<Path> files = files(24);
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Future<String>> running =
                    files.stream().map(f -> pool.submit(() -> FileHashes.in(cache).of(f))).toList();
            for (Future<String> each : running) {
                each.get();
            }
        }
        assertThat(files).allMatch(each -> FileHashes.in(cache).find(each).isPresent());
    }

    private List<Path> files(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.writeString(folder.resolve("f" + i), "content " + i);
        }
        return IntStream.range(0, count).mapToObj(i -> folder.resolve("f" + i)).toList();
    }
}
