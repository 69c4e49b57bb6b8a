package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SliceRulesTest {

    private static final long END = Long.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        "0,3,1",
        "2,5,1",
        "0,2147483647,1",
        "3,9223372036854775807,1",
        "-3,2147483647,1",
        "-4,-1,1",
        "1,-2,1",
        "0,99,1",
        "-99,3,1",
        "0,6,2",
        "1,6,2",
        "1,99,3",
        "5,0,-1",
        "-1,-99,-2",
        "4,1,-2",
        "-1,-9223372036854775807,-1"
    })
    void partsOfAnAxisAreTaken(long start, long end, long step) {
        slice().opset(start < 0 ? 11 : 17)
                .input("x", 2, 6, 2)
                .integers(start)
                .integers(end)
                .integers(-2)
                .integers(step)
                .differences()
                .check();
    }

    @Test
    void partsOfSeveralAxesAreTaken() {
        slice().input("x", 3, 6, 4)
                .integers(1, 2)
                .integers(END, 4)
                .integers(2, 1)
                .differences()
                .check();
        slice().input("x", 3, 6, 4)
                .integers(0, -3)
                .integers(-1, END)
                .integers(-1, 1)
                .differences()
                .check();
        slice().input("x", 3, 6, 4)
                .integers(-3, 0)
                .integers(5, 2)
                .integers(1, 2)
                .differences()
                .check();
        slice().input("x", 3, 6).integers(1, 2).integers(2, 4).differences().check();
        slice().input("x", 3, 7, 5)
                .integers(-1, 1)
                .integers(-99, END)
                .integers(1, 2)
                .integers(-2, 3)
                .differences()
                .check();
    }

    @Test
    void partsOfAnAxisOfAnySizeAreTaken() {
        slice().input("x", "batch", "tokens", 2)
                .integers(0)
                .integers(1)
                .integers(1)
                .differences()
                .check();
        slice().input("x", "batch", "tokens", 2)
                .integers(-1)
                .integers(END)
                .integers(1)
                .differences()
                .check();
        slice().input("x", "tokens", 2)
                .integers(0)
                .integers(END)
                .integers(0)
                .integers(2)
                .differences()
                .check();
    }

    private static OneNode slice() {
        return OneNode.of("Slice");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 17})
    void halvesAreTakenWhereTheirSizeIsComputed(long opset) {
        CentralDifferences.of(halves(opset)).check();
    }

    /** As rotary positions are exported: the second half with its sign changed, then the first. */
    private static Graph halves(long opset) {
        var graph = GraphBuilder.named("halves").opset(opset);
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(6));
        String size =
                graph.node(
                        "/Gather",
                        "Gather",
                        List.of(
                                graph.node("/Shape", "Shape", List.of(x)),
                                graph.integers("last", -1)));
        String half = graph.node("/Div", "Div", List.of(size, graph.integers("two", 2)));
        String axis = graph.integers("axis", -1);
        String first =
                graph.node("/Slice", "Slice", List.of(x, graph.integers("zero", 0), half, axis));
        String second =
                graph.node("/Slice_1", "Slice", List.of(x, half, graph.integers("end", END), axis));
        String negative = graph.node("/Neg", "Neg", List.of(second));
        graph.node(
                "/Concat",
                "Concat",
                List.of(negative, first),
                List.of("y"),
                Attribute.of("axis", -1));
        return graph.output("y", DType.F32).build();
    }

    @Test
    void startAndEndMayBothBeComputed() {
        var graph = GraphBuilder.named("inner");
        String x = graph.input("x", DType.F32, Dim.of(2), Dim.of("tokens"));
        String shape = graph.node("/Shape", "Shape", List.of(x));
        String size = graph.node("/Gather", "Gather", List.of(shape, graph.integers("one", 1)));
        String start = graph.node("/Div", "Div", List.of(size, graph.integers("two", 2)));
        graph.node(
                "/Slice",
                "Slice",
                List.of(x, start, size, graph.integers("axis", 1)),
                List.of("y"));
        graph.output("y", DType.F32);
        CentralDifferences.of(graph.build()).check();
    }

    @Test
    void zerosAreCutOffAgain() {
        OneNode.of("Pad").input("x", "batch", 3).integers(0, 1, 2, 3).differences().check();
        OneNode.of("Pad")
                .opset(11)
                .input("x", "batch", 3)
                .integers(0, 1, 2, 3)
                .scalar(7)
                .differences()
                .check();
        OneNode.of("Pad").input("x", "batch", 5).integers(0, -1, 1, -2).differences().check();
        OneNode.of("Pad")
                .opset(18)
                .input("x", "batch", 3, 2)
                .integers(2, 1)
                .none()
                .integers(-1)
                .differences()
                .check();
    }

    @Test
    void mirroredPadsHaveNoRule() {
        assertThatThrownBy(
                        () ->
                                OneNode.of("Pad", Attribute.of("mode", "reflect"))
                                        .input("x", "batch", 3)
                                        .integers(0, 1, 0, 1)
                                        .differences()
                                        .check())
                .hasMessageEndingWith("has no gradient rule in this mode or for the value around");
    }

    @Test
    void trianglesAreKept() {
        OneNode.of("Trilu").input("x", "batch", 3, 4).differences().check();
        OneNode.of("Trilu", Attribute.of("upper", 0))
                .input("x", "tokens", "tokens")
                .differences()
                .check();
    }

    @Test
    void computedStartsAndEndsMayBeOfFourBytes() {
        var graph = GraphBuilder.named("inner");
        String x = graph.input("x", DType.F32, Dim.of("tokens"));
        String shape = graph.node("/Shape", "Shape", List.of(x));
        String size = graph.node("/Gather", "Gather", List.of(shape, graph.integers("first", 0)));
        String start = graph.node("/Div", "Div", List.of(size, graph.integers("two", 2)));
        String shortStart = graph.node("/Cast", "Cast", List.of(start), Attribute.of("to", 6));
        String shortEnd = graph.node("/Cast_1", "Cast", List.of(size), Attribute.of("to", 6));
        graph.node("/Slice", "Slice", List.of(x, shortStart, shortEnd), List.of("y"));
        graph.output("y", DType.F32);
        CentralDifferences.of(graph.build()).check();
    }
}
