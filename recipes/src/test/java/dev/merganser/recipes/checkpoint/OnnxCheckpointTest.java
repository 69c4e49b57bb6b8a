package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

class OnnxCheckpointTest {
    @TempDir Path folder;

    @Test
    void initializersAreTensors() {
        Path file = folder.resolve("a.onnx");
        GraphWriter.write(graph(), file);
        assertIsGraph(file);
        assertThat(Checkpoints.files(file)).containsExactly(file);
    }

    @Test
    void externalDataIsReadToo() {
        Path file = folder.resolve("a.onnx");
        GraphWriter.writeWithExternalData(graph(), file);
        assertIsGraph(file);
        assertThat(Checkpoints.files(file)).containsExactly(file, folder.resolve("a.onnx.data"));
        assertThat(Checkpoints.sha256(file)).isNotEqualTo(Sha256.of(file));
    }

    @Test
    void closingReleasesTheData() {
        Path file = folder.resolve("a.onnx");
        GraphWriter.write(graph(), file);
        Checkpoint checkpoint = Checkpoints.open(file);
        MemorySegment data = checkpoint.tensor("w").data();
        checkpoint.close();
        assertThat(data.scope().isAlive()).isFalse();
    }

    @Test
    void aDamagedFileIsBadData() {
        Path file = RawSafetensors.write(folder.resolve("a.onnx"), "\u0001not a graph");
        assertThatThrownBy(() -> Checkpoints.open(file).close())
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(file.toString());
    }

    private static void assertIsGraph(Path file) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.path()).isEqualTo(file);
            assertThat(checkpoint.metadata()).containsEntry("k", "v");
            assertThat(checkpoint.tensors())
                    .containsExactly(
                            new TensorInfo("w", DType.F32, Shape.of(300)),
                            new TensorInfo("shape", DType.I64, Shape.of(2)));
            float[] values = new float[300];
            checkpoint.read("w", MemorySegment.ofArray(values));
            assertThat(values[299]).isEqualTo(299);
        }
    }

    private static Graph graph() {
        float[] values = new float[300];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        var b = GraphBuilder.named("g").metadata("k", "v");
        b.initializer("w", Shape.of(300), values);
        b.integers("shape", 1, -1);
        return b.build();
    }
}
