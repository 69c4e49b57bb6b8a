package dev.merganser.recipes.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class GraphRoundTripTest {
    @TempDir Path folder;

    @Test
    void aBuiltGraphIsReadAsItWasWritten() {
        var b = GraphBuilder.named("line").opset(17).metadata("k", "v");
        String x = b.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
        String w = b.initializer("w", Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        String h = b.node("/MatMul", "MatMul", List.of(x, w));
        b.node("/Reshape", "Reshape", List.of(h, b.integers("shape", -1, 3)), List.of("y"));
        Graph graph = b.output("y", DType.F32, Dim.of("batch"), Dim.of(3)).build();
        Path file = folder.resolve("line.onnx");
        GraphWriter.write(graph, file);
        assertThat(GraphReader.read(file)).isEqualTo(graph);
        assertThat(GraphReader.decode(GraphWriter.encode(graph))).isEqualTo(graph);
        assertThat(graph.nodes().getFirst().outputs()).containsExactly("/MatMul_output_0");
        assertThat(graph.initializers().getFirst().tensor().floats())
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void everythingThatRecordsHoldIsReadAsItWasWritten() {
        Graph graph = Graphs.everything();
        assertThat(GraphReader.decode(GraphWriter.encode(graph))).isEqualTo(graph);
    }

    @Test
    void equalGraphsGiveEqualBytes() {
        byte[] bytes = GraphWriter.encode(Graphs.everything());
        assertThat(GraphWriter.encode(Graphs.everything())).isEqualTo(bytes);
        assertThat(GraphWriter.encode(GraphReader.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void aFileWhoseDataComeLastHasTheSameBytes() throws IOException {
        Graph graph = Graphs.everything();
        Path file = folder.resolve("streamed.onnx");
        List<Path> files =
                GraphWriter.write(
                        graph,
                        file,
                        false,
                        slots ->
                                slots.reversed()
                                        .forEach(
                                                slot ->
                                                        slot.out()
                                                                .copyFrom(
                                                                        slot.initializer()
                                                                                .tensor()
                                                                                .data())));
        assertThat(files).containsExactly(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(GraphWriter.encode(graph));
    }

    @Test
    void otherDataMayTakeThePlaceOfTheInitializersSmallAndLarge() {
        Graph graph = Graphs.everything();
        Path file = folder.resolve("external.onnx");
        GraphWriter.writeWithExternalData(
                graph, file, false, slots -> slots.forEach(slot -> slot.out().fill((byte) 1)));
        for (Initializer initializer : GraphReader.read(file).initializers()) {
            assertThat(initializer.tensor().data().toArray(ValueLayout.JAVA_BYTE))
                    .doesNotContain(0);
        }
    }

    @Test
    void largeInitializersMayLiveInASecondFile() throws IOException {
        Graph graph = Graphs.everything();
        Path file = folder.resolve("model.onnx");
        List<Path> files = GraphWriter.writeWithExternalData(graph, file);
        assertThat(files).containsExactly(folder.resolve("model.onnx.data"), file);
        assertThat(Files.size(files.getFirst())).isEqualTo(8000);
        assertThat(GraphReader.read(file)).isEqualTo(graph);
        assertThat(GraphReader.files(file)).containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void initializersStayInTheMapping() {
        Graph graph = Graphs.everything();
        Path inline = folder.resolve("inline.onnx");
        Path external = folder.resolve("external.onnx");
        GraphWriter.write(graph, inline);
        GraphWriter.writeWithExternalData(graph, external);
        for (Path file : List.of(inline, external)) {
            var large = GraphReader.read(file).initializers().getLast().tensor();
            assertThat(large.name()).isEqualTo("large");
            assertThat(large.data().isNative()).isTrue();
        }
    }

    @Test
    void fedInputsAreThoseWithoutInitializer() {
        Graph graph = Graphs.everything();
        List<ValueInfo> inputs =
                List.of(ValueInfo.of("scalar", DType.F32), graph.inputs().getFirst());
        assertThat(graph.withInputs(inputs).fedInputs()).containsExactly(graph.inputs().getFirst());
    }

    @Test
    void attributesAreFoundByNameAndKind() {
        Node node = Graphs.everything().nodes().getFirst();
        assertThat(node.intAttribute("int", 0)).isEqualTo(-1);
        assertThat(node.intAttribute("missing", 5)).isEqualTo(5);
        assertThat(node.intAttribute("float", 5)).isEqualTo(5);
        assertThat(node.floatAttribute("float", 0)).isEqualTo(0.1f);
        assertThat(node.intsAttribute("ints", List.of())).containsExactly(1L, 2L);
        assertThat(node.stringAttribute("string", "")).isEqualTo("ß");
        assertThat(node.tensorAttribute("tensor")).isPresent();
        assertThat(node.subgraphs()).hasSize(2);
    }
}
