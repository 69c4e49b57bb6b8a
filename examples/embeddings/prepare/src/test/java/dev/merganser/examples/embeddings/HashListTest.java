package dev.merganser.examples.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class HashListTest {

    /** FIPS 180-4, the example of one block. */
    private static final String ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir Path folder;

    @Test
    void namesTheFilesThatAreMissingOrDiffer() throws IOException {
        Files.writeString(folder.resolve("good"), "abc");
        Files.writeString(folder.resolve("bad"), "abd");
        Path list = folder.resolve("list");
        Files.writeString(list, "%s  good%n%s  bad%n%s  none%n".formatted(ABC, ABC, ABC));
        assertThat(HashList.read(list).wrongIn(folder)).containsExactly("bad", "none");
    }

    @Test
    void aWrongHashIsToldWithBothHashesAndAdvice() throws IOException {
        Path jar = Files.writeString(folder.resolve("a.jar"), "cut");
        Path list = Files.writeString(folder.resolve("list"), ABC + "  a.jar\n");
        HashList hashes = HashList.read(list);
        assertThatThrownBy(() -> hashes.check("a.jar", jar, "Maybe fetch again."))
                .isInstanceOf(PrepareException.class)
                .hasMessage(
                        "The SHA-256 of a.jar must be %s, but is %s. Maybe fetch again.",
                        ABC, HashList.sha256(jar));
    }

    @Test
    void aLineThatIsNoHashIsShown() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "oops\n");
        assertThatThrownBy(() -> HashList.read(list)).hasMessageEndingWith("found: oops");
    }
}
