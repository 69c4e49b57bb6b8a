package dev.merganser.recipes.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.file.Sha256;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

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
    void anonymousWeightsAreShownUnderCanonicalNamesAndTurnedBack() {
        Path file = folder.resolve("a.onnx");
        GraphWriter.write(exported(), file);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            var info = new TensorInfo("layer.0.dense.weight", DType.F32, Shape.of(3, 2));
            assertThat(checkpoint.tensors()).containsExactly(info);
            assertThat(checkpoint.info("onnx::MatMul_7")).isEmpty();
            float[] turned = {1, 4, 2, 5, 3, 6};
            assertThat(checkpoint.tensor(info.name()).floats()).containsExactly(turned);
            float[] read = new float[6];
            checkpoint.read(info.name(), MemorySegment.ofArray(read));
            assertThat(read).containsExactly(turned);
            checkpoint.values(info.name()).read(0, read, 6);
            assertThat(read).containsExactly(turned);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMatrixIsTurnedOnceAndKeptOrWheneverItIsRead(boolean kept) {
        Tensor matrix = exported().initializers().getFirst().tensor();
        try (Arena arena = Arena.ofShared()) {
            var turned = new TurnedTensor("t", matrix, arena, kept);
            float[] read = new float[2];
            assertThat(turned.values().readChecked(1, read, 2)).isTrue();
            assertThat(read).containsExactly(4, 2);
            assertThat(turned.values().stored().orElseThrow()).isEqualTo(turned.tensor());
            long first = turned.tensor().data().address();
            long second = turned.tensor().data().address();
            assertThat(first == second).isEqualTo(kept);
        }
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

    private static Graph exported() {
        var b = GraphBuilder.named("g");
        b.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
        b.initializer("onnx::MatMul_7", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        b.node("/layer.0/dense/MatMul", "MatMul", List.of("x", "onnx::MatMul_7"));
        return b.build();
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
