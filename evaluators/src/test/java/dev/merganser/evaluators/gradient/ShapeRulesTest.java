package dev.merganser.evaluators.gradient;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ShapeRulesTest {

    @Test
    void axesChangePlaces() {
        OneNode.of("Transpose", Attribute.ints("perm", 2, 0, 3, 1))
                .input("x", "batch", 2, "tokens", 3)
                .differences()
                .check();
        OneNode.of("Transpose").input("x", "batch", 1, 3).differences().check();
    }

    @Test
    void elementsAreReadInOtherShapes() {
        OneNode.of("Reshape")
                .input("x", "batch", "tokens", 6)
                .integers(0, -1, 2, 3)
                .differences()
                .check();
        OneNode.of("Reshape").input("x", "batch", 6).integers(-1).differences().check();
        OneNode.of("Flatten", Attribute.of("axis", 2))
                .input("x", "batch", "tokens", 3, 2)
                .differences()
                .check();
        OneNode.of("Flatten", Attribute.of("axis", -1))
                .input("x", "batch", 3)
                .differences()
                .check();
        OneNode.of("Flatten", Attribute.of("axis", 0)).input("x", "batch", 3).differences().check();
    }

    @Test
    void shapesMayBeComputed() {
        var graph = GraphBuilder.named("rows");
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(4));
        String shape = graph.node("/Shape", "Shape", List.of(x));
        String batch = graph.node("/Gather", "Gather", List.of(shape, graph.integers("first", 0)));
        String target =
                graph.node(
                        "/Concat",
                        "Concat",
                        List.of(batch, graph.integers("rest", -1, 2)),
                        Attribute.of("axis", 0));
        graph.node("/Reshape", "Reshape", List.of(x, target), List.of("y"));
        graph.output("y", DType.F32);
        CentralDifferences.of(graph.build()).check();
    }

    @Test
    void axesOfOneComeAndGo() {
        for (long opset : new long[] {11, 13, 18}) {
            axes("Squeeze", opset, 1, -1).input("x", "batch", 1, 3, 1).differences();
        }
        OneNode.of("Squeeze", Attribute.ints("axes", -1, 1))
                .opset(11)
                .input("x", "batch", 1, 3, 1)
                .differences()
                .check();
        OneNode.of("Squeeze").input("x", "batch", 1, 3, 1).integers(1, -1).differences().check();
        OneNode.of("Squeeze").input("x", 2, 1, 3, 1).differences().check();
        OneNode.of("Squeeze").input("x", 1).differences().check();
        OneNode.of("Unsqueeze", Attribute.ints("axes", 0, -1))
                .opset(11)
                .input("x", "batch", 3)
                .differences()
                .check();
        OneNode.of("Unsqueeze").input("x", "batch", 3).integers(-1, 1).differences().check();
        OneNode.of("Unsqueeze").input("x").integers(0, 1).differences().check();
    }

    private static OneNode axes(String opType, long opset, long... axes) {
        return OneNode.of(opType, Attribute.ints("axes", axes)).opset(opset);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 17})
    void partsAreJoined(long opset) {
        concat(-1)
                .opset(opset)
                .input("a", "batch", 3)
                .input("b", "batch", 1)
                .input("c", "batch", 2)
                .differences()
                .check();
        concat(1)
                .opset(opset)
                .input("a", "batch", 1, 3)
                .input("b", "batch", "tokens", 3)
                .differences()
                .check();
        concat(0).opset(opset).input("a", "batch").input("b", 2).again("a").differences().check();
        concat(1)
                .input("a", 2, "tokens", 1)
                .input("b", 2, "batch", 1)
                .input("c", 2, 1, 1)
                .differences()
                .wanting("b")
                .check();
        concat(0).input("a", "batch").differences().check();
    }

    private static OneNode concat(long axis) {
        return OneNode.of("Concat", Attribute.of("axis", axis));
    }

    @Test
    void partsAreTakenApart() {
        check(
                OneNode.of("Split", Attribute.of("axis", -1))
                        .input("x", "batch", 6)
                        .integers(1, 3, 2),
                3);
        check(
                OneNode.of("Split", Attribute.of("axis", 1), Attribute.ints("split", 1, 3))
                        .opset(11)
                        .input("x", "batch", 4, 2),
                2);
        check(OneNode.of("Split").input("x", 4, "batch"), 2);
        check(
                OneNode.of("Split", Attribute.of("axis", 1), Attribute.of("num_outputs", 3))
                        .opset(18)
                        .input("x", "batch", 7),
                3);
    }

    private static void check(OneNode node, int outputs) {
        CentralDifferences.of(node.graph(outputs)).check();
    }

    @Test
    void partsThatAreNotUsedHaveNoGradient() {
        CentralDifferences.of(lastPartOnly()).check();
    }

    private static Graph lastPartOnly() {
        var graph = GraphBuilder.named("parts");
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(6));
        graph.node(
                "/Split",
                "Split",
                List.of(x, graph.integers("sizes", 1, 3, 2)),
                List.of("a", "b", "y"),
                Attribute.of("axis", 1));
        return graph.output("y", DType.F32).build();
    }

    @Test
    void valuesAreRepeated() {
        OneNode.of("Tile").input("x", "batch", 2, "tokens").integers(1, 3, 2).differences().check();
        OneNode.of("Tile").opset(11).input("x", "batch", 1).integers(2, 1).differences().check();
        OneNode.of("Tile").input("x", 3).integers(2).differences().check();
    }

    @Test
    void blocksMoveBetweenSpaceAndDepth() {
        OneNode.of("SpaceToDepth", Attribute.of("blocksize", 2))
                .input("x", "batch", 3, 4, 6)
                .differences()
                .check();
        OneNode.of("DepthToSpace", Attribute.of("blocksize", 2))
                .input("x", "batch", 8, 2, 3)
                .differences()
                .check();
        OneNode.of("DepthToSpace", Attribute.of("blocksize", 2), Attribute.of("mode", "CRD"))
                .input("x", "batch", 8, "height", 3)
                .differences()
                .check();
    }
}
