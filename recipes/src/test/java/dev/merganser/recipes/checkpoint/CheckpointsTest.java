package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.file.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

class CheckpointsTest {
    @TempDir Path folder;

    @Test
    void aMissingPathIsWrongUseThatNamesTheNearestNeighbour() {
        write("model.safetensors", RawSafetensors.header("w", 1), 4);
        assertWrongUse(folder.resolve("modle.safetensors"), "Did you mean 'model.safetensors'?");
        assertWrongUse(folder.resolve("no/such/file.safetensors"), "must exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "a.pt", "b.PTH", "c.ckpt", "d.pkl"})
    void picklesAreRefusedWithHowToConvert(String name) {
        Path file = RawSafetensors.write(folder.resolve(name), "PK");
        assertWrongUse(file, "save_file");
        assertWrongUse(file, "torch.load('" + file + "'");
    }

    @Test
    void otherFormatsAreWrongUse() {
        assertWrongUse(
                RawSafetensors.write(folder.resolve("a.gguf"), "GGUF"), "convert_hf_to_gguf");
        assertWrongUse(RawSafetensors.write(folder.resolve("a.npz"), "PK"), "found");
        assertWrongUse(RawSafetensors.write(folder.resolve("m.index.json"), "{}"), "folder");
    }

    @Test
    void aFolderWithoutWeightsIsWrongUseWithAHint() {
        assertWrongUse(folder, "must hold model.safetensors or model.safetensors.index.json.");
        RawSafetensors.write(folder.resolve("pytorch_model.bin"), "PK");
        assertWrongUse(folder, "pytorch_model.bin', map_location");
        RawSafetensors.write(folder.resolve("expert.safetensors"), "");
        assertWrongUse(folder, "name the file itself: " + folder.resolve("expert.safetensors"));
        RawSafetensors.write(folder.resolve("adapter_model.safetensors"), "");
        assertWrongUse(folder, "LoRA");
    }

    @Test
    void shardsAreOneCheckpoint() {
        write("model-1.safetensors", RawSafetensors.header("a", 1), 4);
        write("model-2.safetensors", RawSafetensors.header("b", 2), 8);
        index("\"b\":\"model-2.safetensors\",\"a\":\"model-1.safetensors\"");
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors()).extracting("name").containsExactly("a", "b");
            assertThat(checkpoint.tensor("b").data().byteSize()).isEqualTo(8);
        }
    }

    @Test
    void anIndexThatDoesNotFitItsShardsIsRefused() {
        write("model-1.safetensors", RawSafetensors.header("a", 1), 4);
        write("model-2.safetensors", RawSafetensors.header("b", 2), 8);
        String first = "\"a\":\"model-1.safetensors\"";
        String second = "\"b\":\"model-2.safetensors\"";
        assertBadIndex(first + ",\"b\":\"model-3.safetensors\"", "shard 'model-3.safetensors'");
        assertBadIndex(first + ",\"b\":\"model-1.safetensors\"", "must be in model-1.safetensors");
        assertBadIndex(
                "\"b\":\"model-1.safetensors\",\"a\":\"model-2.safetensors\"",
                "'b' must be in model-1.safetensors, but is in model-2.safetensors");
        assertBadIndex(
                first + "," + second + ",\"c\":\"model-1.safetensors\"", "'c' must be in model-1");
        assertBadIndex(second + ",\"c\":\"model-1.safetensors\"", "'a' of model-1.safetensors");
        assertBadIndex(first + "," + first, "Duplicate");
        write("model-2.safetensors", RawSafetensors.header("a", 2), 8);
        assertBadIndex(
                first + ",\"c\":\"model-2.safetensors\"",
                "one shard, but is in model-1.safetensors and model-2.safetensors");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../b/model.safetensors",
                "/etc/model.safetensors",
                "sub/model.safetensors",
                "..\\\\model.safetensors",
                "C:model.safetensors",
                "pytorch_model.bin",
                ""
            })
    void anIndexCannotNameFilesElsewhere(String shard) {
        assertBadIndex("\"a\":\"%s\"".formatted(shard), "file of the same folder");
    }

    @Test
    void anIndexOfAnotherFormIsRefused() {
        for (String text : List.of("[]", "{}", "{\"weight_map\":[]}", "{\"weight_map\":{}}")) {
            RawSafetensors.write(folder.resolve("model.safetensors.index.json"), text);
            assertThatThrownBy(() -> Checkpoints.open(folder).close())
                    .isInstanceOf(BadDataException.class);
        }
    }

    @Test
    void unknownTensorsAndIntegersCannotBeReadAsFloats() {
        String header =
                """
                {"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
                 "ids":{"dtype":"I32","shape":[1],"data_offsets":[4,8]}}\
                """;
        try (Checkpoint checkpoint = Checkpoints.open(write("a.safetensors", header, 8))) {
            assertThat(checkpoint.info("wieght")).isEmpty();
            assertThatThrownBy(() -> checkpoint.tensor("wieght"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("Did you mean 'weight'?");
            MemorySegment out = MemorySegment.ofArray(new float[1]);
            assertThatThrownBy(() -> checkpoint.read("ids", out))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("I32");
        }
    }

    @Test
    void closingReleasesTheDataAndMayBeRepeated() {
        Path file = write("a.safetensors", RawSafetensors.header("w", 1), 4);
        Checkpoint checkpoint = Checkpoints.open(file);
        MemorySegment data = checkpoint.tensor("w").data();
        checkpoint.close();
        checkpoint.close();
        assertThat(data.scope().isAlive()).isFalse();
    }

    @Test
    void manyThreadsMayReadAtOnce() {
        Path file = write("a.safetensors", RawSafetensors.header("w", 50_000), 200_000);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            float[] expected = checkpoint.tensor("w").floats();
            boolean same =
                    IntStream.range(0, 64)
                            .parallel()
                            .allMatch(
                                    _ -> {
                                        float[] values = new float[expected.length];
                                        checkpoint.read("w", MemorySegment.ofArray(values));
                                        return Arrays.equals(values, expected);
                                    });
            assertThat(same).isTrue();
        }
    }

    @Test
    void tensorsBeyondTwoGigabytesAreRead() throws IOException {
        long large = 3L << 30;
        String header =
                """
                {"large":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]},
                 "w":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]}}\
                """
                        .formatted(large, large, large, large + 4);
        Path file = write("a.safetensors", header, 0);
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek(8 + header.getBytes(StandardCharsets.UTF_8).length + large);
            sparse.writeInt(Integer.reverseBytes(Float.floatToIntBits(2.5f)));
        }
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.tensor("w").floats()).containsExactly(2.5f);
            assertThat(checkpoint.tensor("large").data().byteSize()).isEqualTo(large);
        }
    }

    @Test
    void hashesAreThoseOfTheBytes() throws IOException {
        Path file = RawSafetensors.write(folder.resolve("a.safetensors"), "abc");
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(Checkpoints.sha256(file)).isEqualTo(abc);
        assertThat(Sha256.of(file)).isEqualTo(abc);
        Files.move(file, folder.resolve("model.safetensors"));
        assertThat(Checkpoints.sha256(folder)).isEqualTo(abc);
    }

    private void assertBadIndex(String members, String reason) {
        index(members);
        assertThatThrownBy(() -> Checkpoints.open(folder).close())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("model.safetensors.index.json")
                .hasMessageContaining(reason);
    }

    private static void assertWrongUse(Path path, String reason) {
        assertThatThrownBy(() -> Checkpoints.open(path).close())
                .isInstanceOf(WrongUseException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(reason);
    }

    private void index(String members) {
        RawSafetensors.write(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\":{\"total_size\":12},\"weight_map\":{%s}}".formatted(members));
    }

    private Path write(String name, String header, int dataBytes) {
        return RawSafetensors.write(folder.resolve(name), RawSafetensors.bytes(header, dataBytes));
    }
}
