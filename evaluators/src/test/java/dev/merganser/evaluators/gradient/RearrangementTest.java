package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

class RearrangementTest {

    private static final Dim BATCH = Dim.of("batch");

    private final GraphBuilder graph = GraphBuilder.named("graph");

    private String input(String name, long... dims) {
        Stream<Dim> fixed = Arrays.stream(dims).mapToObj(Dim::of);
        return graph.input(
                name, DType.F32, Stream.concat(Stream.of(BATCH), fixed).toArray(Dim[]::new));
    }

    private String turned(String name, String value, long... order) {
        return graph.node(name, "Transpose", List.of(value), Attribute.ints("perm", order));
    }

    /** The operators of the gradient graph, after a check of what it computes. */
    private List<String> checked(String output) {
        var differences = CentralDifferences.of(graph.output(output, DType.F32).build());
        differences.check();
        return differences.kept().graph().nodes().stream().map(Node::opType).toList();
    }

    @Test
    void theGradientOfATurnedFactorIsNotTurnedBack() {
        String x = input("x", 3, 4);
        String y = input("y", 3, 5);
        String product = graph.node("y", "MatMul", List.of(turned("t", x, 0, 2, 1), y));

        assertThat(checked(product)).containsExactlyInAnyOrder("Transpose", "MatMul", "MatMul");
    }

    @Test
    void theGradientsOfTurnedFactorsAreProductsThemselves() {
        String x = input("x", 3, 4);
        String y = input("y", 5, 3);
        String product =
                graph.node(
                        "y", "MatMul", List.of(turned("t", x, 0, 2, 1), turned("u", y, 0, 2, 1)));

        assertThat(checked(product)).startsWith("Transpose").endsWith("MatMul").hasSize(5);
    }

    @Test
    void axesThatMoveOtherwiseAreStillTurnedBack() {
        String x = input("x", 3, 2, 4);
        String y = input("y", 2, 4, 5);
        String product = graph.node("y", "MatMul", List.of(turned("t", x, 0, 2, 1, 3), y));

        assertThat(checked(product)).contains("Transpose").hasSizeBetween(4, 5);
        assertThat(CentralDifferences.of(graph.build()).kept().saved()).contains("t_output_0");
    }

    @Test
    void productsOfStacksOfOtherSizesAreSummedBeforeTheyAreTurned() {
        String x = graph.input("x", DType.F32, Dim.of(3), Dim.of(4));
        String y = input("y", 3, 5);
        String product = graph.node("y", "MatMul", List.of(turned("t", x, 1, 0), y));

        assertThat(checked(product)).contains("ReduceSum", "Transpose");
    }

    @Test
    void reshapedSeveralTimesIsReshapedBackOnce() {
        String x = input("x", 6);
        String once = graph.node("once", "Reshape", List.of(x, graph.integers("a", -1, 2, 3)));
        String twice = graph.node("twice", "Reshape", List.of(once, graph.integers("b", 0, -1)));
        String power = graph.node("power", "Exp", List.of(twice));

        assertThat(checked(power)).containsExactlyInAnyOrder("Mul", "Shape", "Reshape");
    }

    @Test
    void biasesOfAllRowsShareTheirOnes() {
        String x = input("x", 3);
        String w = graph.input("w", DType.F32, Dim.of(3), Dim.of(3));
        String a = graph.input("a", DType.F32, Dim.of(3));
        String b = graph.input("b", DType.F32, Dim.of(3));
        String first = graph.node("first", "Gemm", List.of(x, w, a));
        String sine = graph.node("sine", "Sin", List.of(first));
        String second = graph.node("second", "Gemm", List.of(sine, w, b));

        assertThat(checked(second)).doesNotContain("ReduceSum").containsOnlyOnce("Expand");
    }
}
