package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Floats;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class SafetensorsTest {
    @TempDir Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        Path file = folder.resolve("a.safetensors");
        var w = new TensorInfo("w", DType.F16, Shape.of(2, 2));
        var b = new TensorInfo("b", DType.F32, Shape.of(3));
        SafetensorsWriter.write(
                file,
                Map.of("format", "pt"),
                List.of(w, b),
                (info, out) ->
                        Floats.encode(
                                info.dtype(),
                                new float[] {1, 2, 3, 4},
                                0,
                                (int) info.shape().elements(),
                                out,
                                0));
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.tensors()).containsExactly(b, w);
            assertThat(checkpoint.metadata()).containsExactly(Map.entry("format", "pt"));
            float[] values = new float[4];
            checkpoint.read("w", MemorySegment.ofArray(values));
            assertThat(values).containsExactly(1, 2, 3, 4);
            assertThat(checkpoint.tensor("b").floats()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aKeyTellsTheTensorAndWhichOpeningOfTheFileItIsOf() {
        Path file = folder.resolve("a.safetensors");
        var w = new TensorInfo("w", DType.F32, Shape.of(1));
        var b = new TensorInfo("b", DType.F32, Shape.of(1));
        var n = new TensorInfo("n", DType.I64, Shape.of(1));
        SafetensorsWriter.write(file, Map.of(), List.of(w, b, n), (_, out) -> out.fill((byte) 0));
        try (Checkpoint first = Checkpoints.open(file);
                Checkpoint second = Checkpoints.open(file)) {
            assertThat(first.key("w")).isPresent().isEqualTo(first.key("w"));
            assertThat(first.key("w")).isNotEqualTo(first.key("b"));
            assertThat(first.key("w")).isNotEqualTo(second.key("w"));
            assertThat(first.key("n")).isEmpty();
            assertThat(first.key("none")).isEmpty();
        }
    }
}
