package dev.merganser.examples.vision.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class IdxFilesTest {

    @TempDir private Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        byte[] pixels = new byte[3 * LabelledImages.PIXELS];
        Shuffle.generator(1).nextBytes(pixels);
        var images = LabelledImages.of(pixels, new int[] {0, 49, 200});

        IdxFiles.write(images, folder, "test");
        var read =
                IdxFiles.read(
                        folder.resolve("test-images.idx3-ubyte.gz"),
                        folder.resolve("test-labels.idx1-ubyte.gz"));

        assertThat(read.pixels()).isEqualTo(pixels);
        assertThat(read.labels()).containsExactly(0, 49, 200);
    }

    @Test
    void equalImagesGiveEqualFiles() throws IOException {
        var images = LabelledImages.of(new byte[LabelledImages.PIXELS], new int[] {7});

        IdxFiles.write(images, folder.resolve("first"), "test");
        IdxFiles.write(images, folder.resolve("second"), "test");

        assertThat(Files.readAllBytes(folder.resolve("first/test-images.idx3-ubyte.gz")))
                .isEqualTo(Files.readAllBytes(folder.resolve("second/test-images.idx3-ubyte.gz")));
    }
}
