package dev.merganser.recipes.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.merganser.recipes.error.BadDataException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

class UnfinishedTest {

    @TempDir private Path folder;

    @Test
    void aFolderAppearsWhenItIsPublishedAndNothingElseRemains() throws IOException {
        try (Unfinished unfinished = Unfinished.at(folder.resolve("out"))) {
            Files.writeString(unfinished.folder().resolve("a"), "1");
            assertThat(folder.resolve("out")).doesNotExist();
            unfinished.publish();
        }
        assertThat(names()).containsExactly("out");
        assertThat(folder.resolve("out/a")).hasContent("1");
    }

    @Test
    void whatIsNotPublishedIsRemoved() throws IOException {
        try (Unfinished unfinished = Unfinished.at(folder.resolve("out"))) {
            Files.createDirectories(unfinished.folder().resolve("deep/er"));
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void aProcessThatEndsCanRemoveAllThatIsNotPublished() throws IOException {
        try (Unfinished one = Unfinished.at(folder.resolve("one"));
                Unfinished two = Unfinished.at(folder.resolve("two"));
                Unfinished three = Unfinished.at(folder.resolve("three"))) {
            Files.writeString(one.folder().resolve("a"), "1");
            two.publish();
            Unfinished.removeAll();
            assertThat(names()).containsExactly("two");
            assertThatThrownBy(three::publish).isInstanceOf(NoSuchFileException.class);
        }
        assertThat(names()).containsExactly("two");
    }

    @Test
    void messagesNameThePlacesThatFilesAreToHave() throws IOException {
        Path out = folder.toRealPath().resolve("out");
        try (Unfinished unfinished = Unfinished.at(out)) {
            Path inside = unfinished.folder();
            assertThat(complaint(unfinished, inside.resolve("a/b")))
                    .isEqualTo(out.resolve("a/b") + " is full");
            assertThat(complaint(unfinished, inside.resolve("out"))).isEqualTo(out + " is full");
            assertThat(complaint(unfinished, folder.resolve("c")))
                    .isEqualTo(folder.resolve("c") + " is full");
        }
    }

    private static String complaint(Unfinished unfinished, Path file) {
        return catchThrowable(
                        () ->
                                unfinished.fill(
                                        () -> {
                                            throw new BadDataException(file + " is full");
                                        }))
                .getMessage();
    }

    @Test
    void whatAppearedMeanwhileIsNotReplaced() throws IOException {
        try (Unfinished unfinished = Unfinished.at(folder.resolve("out"))) {
            Files.createDirectory(folder.resolve("out"));
            assertThatThrownBy(unfinished::publish).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(names()).containsExactly("out");
    }

    @Test
    void filesAppearTogetherOrNotAtAll() throws IOException {
        try (Unfinished unfinished = Unfinished.at(folder.resolve("out"))) {
            Path data = Files.writeString(unfinished.folder().resolve("out.data"), "1");
            Path out = Files.writeString(unfinished.folder().resolve("out"), "2");
            Files.createFile(folder.resolve("out"));
            assertThatThrownBy(() -> unfinished.publish(List.of(data, out)))
                    .isInstanceOf(FileAlreadyExistsException.class);
            Files.delete(folder.resolve("out"));
            unfinished.publish(List.of(data, out));
        }
        assertThat(names()).containsExactly("out", "out.data");
    }

    @Test
    void whatAKilledProcessLeftOfTheSameOutputIsRemoved() throws IOException {
        String left = leftover("out");
        String other = leftover("out2");
        Files.writeString(folder.resolve(".out.notes.lock"), "not ours");
        Unfinished.at(folder.resolve("out")).close();
        assertThat(names())
                .containsExactlyInAnyOrder(other, other + ".lock", ".out.notes.lock")
                .doesNotContain(left);
    }

    @Test
    void whatIsBeingWrittenStays() throws IOException {
        try (Unfinished one = Unfinished.at(folder.resolve("out"))) {
            try (Unfinished two = Unfinished.at(folder.resolve("out"))) {
                assertThat(one.folder()).exists();
                assertThat(two.folder()).exists().isNotEqualTo(one.folder());
            }
            assertThat(one.folder()).exists();
        }
        assertThat(names()).isEmpty();
    }

    /** A folder and its lock, which nobody holds. */
    private String leftover(String name) throws IOException {
        String left =
                "." + name + "." + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        Files.createFile(folder.resolve(left + ".lock"));
        Files.writeString(Files.createDirectory(folder.resolve(left)).resolve("model"), "part");
        return left;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
