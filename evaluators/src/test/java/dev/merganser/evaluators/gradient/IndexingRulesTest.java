package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class IndexingRulesTest {

    @Test
    void tablesAreReadByRow() {
        gather(0)
                .input("table", 6, 2)
                .input("ids", DType.I64, "batch", "tokens")
                .differences()
                .integers("ids", 6)
                .check();
        gather(0)
                .input("table", 6, 2)
                .input("ids", DType.I64, "batch")
                .differences()
                .integers("ids", -6)
                .check();
        gather(0)
                .input("table", 5)
                .input("ids", DType.I64, "batch", 2)
                .differences()
                .integers("ids", 5)
                .check();
        gather(0)
                .input("table", 3, 2, 2)
                .input("ids", DType.I64)
                .differences()
                .integers("ids", 3)
                .check();
    }

    @Test
    void tablesGetRowsAndNoWholeGradient() {
        Backward backward =
                gather(0)
                        .input("table", 6, 2)
                        .input("ids", DType.I64, "batch", "tokens")
                        .differences()
                        .kept();
        assertThat(backward.gradients()).isEmpty();
        assertThat(backward.rows()).containsOnlyKeys("table");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 17})
    void valuesInBetweenAreReadByIndex(long opset) {
        for (long axis = -1; axis < 2; axis++) {
            Graph graph = inBetween(opset, axis, Dim.of("batch"), Dim.of(2));
            CentralDifferences.of(graph).integers("ids", -2).check();
            CentralDifferences.of(inBetween(opset, axis)).integers("ids", 2).check();
        }
    }

    private static Graph inBetween(long opset, long axis, Dim... indices) {
        var graph = GraphBuilder.named("between").opset(opset);
        String x = graph.input("x", DType.F32, Dim.of(3), Dim.of(2), Dim.of(4));
        String ids = graph.input("ids", DType.I64, indices);
        String y = graph.node("/Neg", "Neg", List.of(x));
        graph.node("/Gather", "Gather", List.of(y, ids), List.of("y"), Attribute.of("axis", axis));
        return graph.output("y", DType.F32).build();
    }

    @Test
    void sizesOfValuesThatAreIndexedMayDifferFromTheProbe() {
        gather(1)
                .input("x", "batch", "tokens", 2)
                .input("ids", DType.I64, 3)
                .differences()
                .integers("ids", 1)
                .check();
        gather(2)
                .input("x", "batch", "tokens", 2)
                .input("ids", DType.I64, "tokens")
                .differences()
                .integers("ids", 2)
                .check();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, -1, -3})
    void oneTokenIsRead(long index) {
        for (long axis = 0; axis < 3; axis++) {
            var graph = GraphBuilder.named("token");
            String x = graph.input("x", DType.F32, Dim.of(3), Dim.of(4), Dim.of(5));
            graph.node(
                    "/Gather",
                    "Gather",
                    List.of(x, graph.integer("index", index)),
                    List.of("y"),
                    Attribute.of("axis", axis));
            CentralDifferences.of(graph.output("y", DType.F32).build()).check();
        }
        gather(1).input("x", "batch", 3, 2).integers(index).differences().check();
    }

    private static OneNode gather(long axis) {
        return OneNode.of("Gather", Attribute.of("axis", axis));
    }

    @Test
    void elementsAreReadByIndex() {
        for (long axis = -1; axis < 2; axis++) {
            OneNode.of("GatherElements", Attribute.of("axis", axis))
                    .input("x", 3, 3)
                    .input("ids", DType.I64, 3, 2)
                    .differences()
                    .integers("ids", -3)
                    .check();
        }
        OneNode.of("GatherND")
                .input("x", 3, 4, 2)
                .input("ids", DType.I64, "batch", 2)
                .differences()
                .integers("ids", 3)
                .check();
        OneNode.of("GatherND")
                .input("x", 3, 2)
                .input("ids", DType.I64, "batch", 4, 1)
                .differences()
                .integers("ids", -3)
                .check();
    }

    @Test
    void elementsReadByIndexNeedSumsOfTheRuntime() {
        assertThatThrownBy(
                        () ->
                                OneNode.of("GatherElements")
                                        .opset(15)
                                        .input("x", 3, 3)
                                        .input("ids", DType.I64, 3, 2)
                                        .differences()
                                        .check())
                .hasMessageEndingWith("has no gradient rule below operator set 16");
    }

    @Test
    void elementsAreReplacedByIndex() {
        CentralDifferences.of(replaced("ScatterElements", Shape.of(2, 2), 1, 3, 0, 2)).check();
        CentralDifferences.of(replaced("ScatterND", Shape.of(2, 2), 1, 3, 0, 2)).check();
        CentralDifferences.of(replaced("ScatterND", Shape.of(1, 1), 1)).check();
    }

    /** The second axis is written to by {@code ScatterElements}, single elements or rows else. */
    private static Graph replaced(String opType, Shape shape, long... indices) {
        boolean along = opType.equals("ScatterElements");
        var graph = GraphBuilder.named("replaced");
        String x = graph.input("x", DType.F32, Dim.of(2), Dim.of(4));
        Dim[] dims = shape.dims().stream().map(Dim::of).toArray(Dim[]::new);
        Dim[] rows = {Dim.of(1), Dim.of(4)};
        Dim[] single = {Dim.of(2)};
        Dim[] parts = shape.elements() == 1 ? rows : single;
        String updates = graph.input("u", DType.F32, along ? dims : parts);
        String ids =
                graph.node(
                        "/Reshape",
                        "Reshape",
                        List.of(
                                graph.integers("ids", indices),
                                graph.integers("shape", shape(shape))));
        Attribute[] axis = along ? new Attribute[] {Attribute.of("axis", 1)} : new Attribute[0];
        graph.node("/" + opType, opType, List.of(x, ids, updates), List.of("y"), axis);
        return graph.output("y", DType.F32).build();
    }

    private static long[] shape(Shape shape) {
        return shape.dims().stream().mapToLong(Long::longValue).toArray();
    }

    @Test
    void elementsAreAddedByIndex() {
        Attribute add = Attribute.of("reduction", "add");
        scatter("ScatterElements", add)
                .input("x", 3, 2)
                .input("ids", DType.I64, 4, 2)
                .input("u", 4, 2)
                .differences()
                .integers("ids", 3)
                .check();
        scatter("ScatterND", add)
                .input("x", 3, 2)
                .input("ids", DType.I64, 4, 1)
                .input("u", 4, 2)
                .differences()
                .integers("ids", 3)
                .check();
    }

    private static OneNode scatter(String opType, Attribute... attributes) {
        return OneNode.of(opType, attributes);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void sumsRun(long flag) {
        OneNode.of("CumSum", Attribute.of("reverse", flag))
                .input("x", "batch", 4)
                .integers(1)
                .differences()
                .check();
        OneNode.of("CumSum", Attribute.of("exclusive", 1), Attribute.of("reverse", flag))
                .input("x", 3, "batch")
                .integers(0)
                .differences()
                .check();
    }

    @Test
    void largestElementsAreChosen() {
        var graph = GraphBuilder.named("top");
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(5));
        graph.node("/TopK", "TopK", List.of(x, graph.integers("count", 2)), List.of("y", "places"));
        graph.output("y", DType.F32);
        CentralDifferences.of(graph.build()).between(-40, 40).check();
    }

    @Test
    void valuesInBetweenAreReadByIndicesOfFourBytes() {
        for (long axis = 0; axis < 2; axis++) {
            CentralDifferences.of(fewBytes(axis)).integers("ids", 2).check();
        }
    }

    private static Graph fewBytes(long axis) {
        var graph = GraphBuilder.named("few");
        String x = graph.input("x", DType.F32, Dim.of(3), Dim.of("tokens"), Dim.of(2));
        String ids = graph.input("ids", DType.I32, Dim.of(axis == 0 ? 4 : 1));
        String first = axis == 0 ? ids : graph.node("/Mul", "Mul", List.of(ids, zero(graph)));
        String y = graph.node("/Neg", "Neg", List.of(x));
        graph.node(
                "/Gather", "Gather", List.of(y, first), List.of("y"), Attribute.of("axis", axis));
        return graph.output("y", DType.F32).build();
    }

    /** Tokens may be one, so that only the first may be read. */
    private static String zero(GraphBuilder graph) {
        return graph.node(
                "/zero", "Cast", List.of(graph.integers("none", 0)), Attribute.of("to", 6));
    }

    @Test
    void rowsOfValuesInBetweenMayBeOfAnyLength() {
        var graph = GraphBuilder.named("rows");
        String x = graph.input("x", DType.F32, Dim.of(3), Dim.of("tokens"));
        String ids = graph.input("ids", DType.I64, Dim.of(2), Dim.of(2));
        String y = graph.node("/Neg", "Neg", List.of(x));
        graph.node("/Gather", "Gather", List.of(y, ids), List.of("y"), Attribute.of("axis", 0));
        graph.output("y", DType.F32);
        CentralDifferences.of(graph.build()).integers("ids", 3).check();
    }
}
