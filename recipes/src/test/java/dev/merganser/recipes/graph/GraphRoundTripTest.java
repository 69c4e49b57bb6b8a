package dev.merganser.recipes.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

class GraphRoundTripTest {
    @TempDir Path folder;

    @Test
    void aBuiltGraphIsReadAsItWasWritten() {
        var b = GraphBuilder.named("line").opset(17).metadata("k", "v");
        String x = b.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
        String w = b.initializer("w", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        b.node("/MatMul", "MatMul", List.of(x, w), List.of("y"));
        Graph graph = b.output("y", DType.F32, Dim.of("batch"), Dim.of(3)).build();
        Path file = folder.resolve("line.onnx");
        GraphWriter.write(graph, file);
        assertThat(GraphReader.read(file)).isEqualTo(graph);
        assertThat(GraphReader.decode(GraphWriter.encode(graph))).isEqualTo(graph);
    }
}
