package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class SafetensorsWriterTest {
    private static final WriteSettings THREADS = new WriteSettings(4, false);

    @TempDir Path folder;

    @Test
    void theHeaderIsWhatTheFormatSays() throws IOException {
        Path file = folder.resolve("a.safetensors");
        var tensors =
                List.of(
                        new TensorInfo("flag", DType.BOOL, Shape.of()),
                        new TensorInfo("w\"é", DType.F32, Shape.of(1, 2)));
        SafetensorsWriter.write(
                file, Map.of("b", "2", "a", "1"), tensors, SafetensorsWriterTest::fill);
        byte[] bytes = Files.readAllBytes(file);
        String header =
                "{\"__metadata__\":{\"a\":\"1\",\"b\":\"2\"},"
                        + "\"w\\\"é\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                        + "\"flag\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[8,9]}}";
        int length = header.getBytes(StandardCharsets.UTF_8).length;
        int padded = (length + 7) / 8 * 8;
        assertThat(Byte.toUnsignedInt(bytes[0])).isEqualTo(padded);
        assertThat(new String(bytes, 8, padded, StandardCharsets.UTF_8))
                .isEqualTo(header + " ".repeat(padded - length));
        assertThat(bytes).hasSize(8 + padded + 9);
        assertThat(bytes[8 + padded]).isEqualTo((byte) "w\"é".hashCode());
        assertThat(bytes[8 + padded + 8]).isEqualTo((byte) "flag".hashCode());
    }

    @Test
    void theBytesDoNotDependOnThreads() throws IOException {
        List<TensorInfo> tensors = manyTensors();
        Path one = folder.resolve("one.safetensors");
        Path four = folder.resolve("four.safetensors");
        SafetensorsWriter.write(one, Map.of(), tensors, SafetensorsWriterTest::fill);
        SafetensorsWriter.write(four, Map.of(), tensors, SafetensorsWriterTest::fill, THREADS);
        assertThat(Files.mismatch(one, four)).isEqualTo(-1);
    }

    @Test
    void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = RawSafetensors.write(folder.resolve("a.safetensors"), "old");
        TensorSupplier broken =
                (info, _) -> {
                    throw new IllegalStateException("no " + info.name());
                };
        for (WriteSettings settings : List.of(WriteSettings.STANDARD, THREADS)) {
            assertThatThrownBy(
                            () ->
                                    SafetensorsWriter.write(
                                            file, Map.of(), manyTensors(), broken, settings))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("no t");
        }
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void placesThatCannotBeWrittenAreWrongUse() {
        for (Path out : List.of(folder.resolve("no/a.safetensors"), folder)) {
            assertThatThrownBy(
                            () ->
                                    SafetensorsWriter.write(
                                            out, Map.of(), List.of(), SafetensorsWriterTest::fill))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageContaining(out.toString());
        }
    }

    @Test
    void namesMustBeDistinct() {
        var info = new TensorInfo("w", DType.F32, Shape.of(1));
        Path out = folder.resolve("a.safetensors");
        assertThatThrownBy(
                        () ->
                                SafetensorsWriter.write(
                                        out,
                                        Map.of(),
                                        List.of(info, info),
                                        SafetensorsWriterTest::fill))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileWithoutTensorsCanBeRead() {
        Path file = folder.resolve("empty.safetensors");
        SafetensorsWriter.write(file, Map.of(), List.of(), SafetensorsWriterTest::fill);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.tensors()).isEmpty();
        }
    }

    @Test
    void aSmallFolderIsOneFile() {
        List<Path> files =
                SafetensorsWriter.writeFolder(
                        folder,
                        Map.of(),
                        manyTensors(),
                        SafetensorsWriterTest::fill,
                        1 << 30,
                        THREADS);
        assertThat(files).containsExactly(folder.resolve("model.safetensors"));
        assertSameTensors();
    }

    @Test
    void aLargeFolderIsShardsWithAnIndex() {
        List<Path> files =
                SafetensorsWriter.writeFolder(
                        folder, Map.of(), manyTensors(), SafetensorsWriterTest::fill, 900, THREADS);
        assertThat(files).hasSizeGreaterThan(3);
        assertThat(files.getLast()).hasFileName("model.safetensors.index.json");
        assertThat(files.getFirst().getFileName().toString())
                .isEqualTo("model-00001-of-%05d.safetensors".formatted(files.size() - 1));
        assertThat(Checkpoints.files(folder)).containsExactlyInAnyOrderElementsOf(files);
        assertThat(Checkpoints.sha256(folder)).matches("[0-9a-f]{64}");
        assertSameTensors();
    }

    private void assertSameTensors() {
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.path()).isEqualTo(folder);
            assertThat(checkpoint.tensors()).containsExactlyInAnyOrderElementsOf(manyTensors());
            for (TensorInfo info : manyTensors()) {
                MemorySegment expected = MemorySegment.ofArray(new byte[(int) info.bytes()]);
                fill(info, expected);
                assertThat(checkpoint.tensor(info.name()).data().mismatch(expected)).isEqualTo(-1);
            }
        }
    }

    private static List<TensorInfo> manyTensors() {
        List<TensorInfo> tensors = new ArrayList<>();
        for (int rows = 0; rows < 4; rows++) {
            for (DType dtype : DType.values()) {
                tensors.add(new TensorInfo("t" + dtype + rows, dtype, Shape.of(7L * rows, 3)));
            }
        }
        return tensors;
    }

    private static void fill(TensorInfo info, MemorySegment out) {
        out.fill((byte) info.name().hashCode());
    }
}
