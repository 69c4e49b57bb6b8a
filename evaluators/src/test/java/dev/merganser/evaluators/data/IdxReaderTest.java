package dev.merganser.evaluators.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

class IdxReaderTest {

    @TempDir Path folder;

    private static final byte[] IMAGES = IdxFiles.bytes(new int[] {2, 1, 2}, 0, 255, 51, 102);
    private static final byte[] LABELS = IdxFiles.bytes(new int[] {2}, 7, 200);

    @ParameterizedTest
    @ValueSource(strings = {"x.idx", "x.idx.gz"})
    void bytesBecomeFloatsFromZeroToOne(String name) {
        Path images = IdxFiles.write(folder.resolve("images-" + name), IMAGES);
        Path labels = IdxFiles.write(folder.resolve("labels-" + name), LABELS);

        Items items = new DataSource.Idx(images, Optional.of(labels)).read(AnswerKind.CLASS);

        assertThat(items.count()).isEqualTo(2);
        assertThat(items.shape()).isEqualTo(Shape.of(1, 2));
        assertThat(items.values(0, 2).toArray(ValueLayout.JAVA_FLOAT))
                .containsExactly(0, 1, .2f, .4f);
        assertThat(items.label(1)).isEqualTo(200);
    }

    @Test
    void theCanonicalInputIsLittleEndianFloats() {
        Items items = TestItems.of(Shape.of(2), new float[] {1, -2}, 0);
        assertThat(items.canonicalInput(0)).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | must be an IDX file, which begins with two zero bytes.",
                "6 | ends inside its header.",
                "19 | its header promises 4 bytes of data, but it has 3. Maybe the download was cut short.",
            })
    void aFileCutShortIsNamed(int length, String message) {
        assertBadImages(Arrays.copyOf(IMAGES, length), message);
    }

    @Test
    void aFileThatGoesOnIsRefused() {
        assertBadImages(
                Arrays.copyOf(IMAGES, IMAGES.length + 1),
                "must end after the 4 bytes of data that its header promises, but goes on.");
    }

    @Test
    void otherTypesRanksAndSizesAreRefused() {
        byte[] floats = IMAGES.clone();
        floats[2] = 0x0D;
        assertBadImages(floats, "IDX data must be unsigned bytes (type 8), found type 13.");
        byte[] flat = IMAGES.clone();
        flat[3] = 0;
        assertBadImages(flat, "must have 1 to 8 dimensions, found 0.");
        assertBadImages(
                LABELS, "images need at least 2 dimensions, found 1. Maybe it holds labels.");
        assertBadImages(
                IdxFiles.bytes(new int[] {65536, 65536, 65536, 65536}),
                "dimensions must be positive and hold less than 2 GB together, found"
                        + " [65536, 65536, 65536, 65536].");
        assertBadImages(
                IdxFiles.bytes(new int[] {2, -1}),
                "dimensions must be positive and hold less than 2 GB together, found [2, -1].");
    }

    private void assertBadImages(byte[] content, String message) {
        Path images = IdxFiles.write(folder.resolve("bad.idx"), content);
        Path labels = IdxFiles.write(folder.resolve("labels.idx"), LABELS);
        assertThatThrownBy(
                        () ->
                                new DataSource.Idx(images, Optional.of(labels))
                                        .read(AnswerKind.CLASS))
                .isInstanceOf(BadDataException.class)
                .hasMessage(images + ": " + message);
    }

    @Test
    void thereMustBeALabelForEachImage() {
        Path images = IdxFiles.write(folder.resolve("images.idx"), IMAGES);
        Path labels =
                IdxFiles.write(
                        folder.resolve("labels.idx"), IdxFiles.bytes(new int[] {3}, 1, 2, 3));
        assertThatThrownBy(
                        () ->
                                new DataSource.Idx(images, Optional.of(labels))
                                        .read(AnswerKind.CLASS))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "%s must hold one label for each image of %s: 3 labels, but 2 images."
                                .formatted(labels, images));
        assertThatThrownBy(
                        () ->
                                new DataSource.Idx(images, Optional.of(images))
                                        .read(AnswerKind.CLASS))
                .hasMessage(images + ": labels need 1 dimension, found 3. Maybe it holds images.");
    }

    @Test
    void aDamagedArchiveIsBadDataAndAMissingFileWrongUse() {
        Path labels = IdxFiles.write(folder.resolve("labels.idx"), LABELS);
        Path images = IdxFiles.write(folder.resolve("images.idx.gz"), IMAGES);
        byte[] packed = IdxFiles.content(images);
        IdxFiles.writeRaw(images, Arrays.copyOf(packed, packed.length - 9));
        assertThatThrownBy(
                        () ->
                                new DataSource.Idx(images, Optional.of(labels))
                                        .read(AnswerKind.CLASS))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(images + ": cannot be read to its end (");
        Path missing = folder.resolve("missing.idx");
        assertThatThrownBy(
                        () ->
                                new DataSource.Idx(missing, Optional.of(labels))
                                        .read(AnswerKind.CLASS))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(missing + ": no such data file.");
    }
}
