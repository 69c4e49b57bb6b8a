package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ReductionRulesTest {

    @ParameterizedTest
    @CsvSource({
        "ReduceSum,1",
        "ReduceSum,0",
        "ReduceMean,1",
        "ReduceMean,0",
        "ReduceMax,1",
        "ReduceMax,0",
        "ReduceMin,1",
        "ReduceMin,0",
        "ReduceL1,1",
        "ReduceL1,0",
        "ReduceL2,1",
        "ReduceL2,0",
        "ReduceSumSquare,1",
        "ReduceSumSquare,0",
        "ReduceLogSumExp,1",
        "ReduceLogSumExp,0",
        "ReduceLogSum,1",
        "ReduceLogSum,0"
    })
    void reductionsAlongAnyAxesHandGradientsBack(String opType, int kept) {
        double low = opType.equals("ReduceLogSum") ? .3 : -2;
        for (long[] axes : List.of(new long[] {1}, new long[] {-1, 0}, new long[] {2, 1, 0})) {
            asAttribute(opType, kept, axes)
                    .input("x", "batch", "tokens", 3)
                    .differences()
                    .between(low, 2)
                    .check();
            asInput(opType, kept, axes).differences().between(low, 2).check();
        }
        OneNode.of(opType, Attribute.of("keepdims", kept))
                .input("x", "batch", 3)
                .differences()
                .between(low, 2)
                .check();
    }

    private static OneNode asAttribute(String opType, int kept, long... axes) {
        return OneNode.of(opType, Attribute.of("keepdims", kept), Attribute.ints("axes", axes))
                .opset(11);
    }

    private static OneNode asInput(String opType, int kept, long... axes) {
        return OneNode.of(opType, Attribute.of("keepdims", kept))
                .opset(18)
                .input("x", "batch", "tokens", 3)
                .integers(axes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReduceSum", "ReduceMean", "ReduceMax"})
    void axesOfOneElementAreReducedToo(String opType) {
        OneNode.of(opType).opset(18).input("x", "batch", 1).integers(1).differences().check();
        OneNode.of(opType).opset(18).input("x", 1, 1, 1).integers(-1, 0).differences().check();
    }

    @Test
    void withoutAxesNothingMayBeReduced() {
        OneNode.of("ReduceSum", Attribute.of("noop_with_empty_axes", 1))
                .input("x", "batch", 3)
                .differences()
                .check();
    }

    @Test
    void whatIsWeighedAfterAMeanIsNotExpanded() {
        GraphBuilder graph = GraphBuilder.named("variance");
        graph.input("x", DType.F32, Dim.of("batch"), Dim.of(4));
        Attribute axes = Attribute.ints("axes", -1);
        graph.node("mean", "ReduceMean", List.of("x"), axes);
        graph.node("centred", "Sub", List.of("x", "mean_output_0"));
        graph.node("square", "Mul", List.of("centred_output_0", "centred_output_0"));
        graph.node("variance", "ReduceMean", List.of("square_output_0"), axes);
        graph.output("variance_output_0", DType.F32, Dim.of("batch"), Dim.of(1));
        var differences = CentralDifferences.of(graph.build());

        differences.check();

        assertThat(differences.kept().graph().nodes())
                .extracting(Node::opType)
                .doesNotContain("Expand")
                .containsOnlyOnce("Cast");
    }

    @Test
    void aLengthOfZeroHandsBackZero() {
        GraphBuilder graph = GraphBuilder.named("zero");
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(3));
        String none = graph.node("none", "Mul", List.of(x, graph.scalar("zero", 0)));
        graph.node(Node.of("length", "ReduceL2", List.of(none), List.of("y")));
        graph.output("y", DType.F32);
        CentralDifferences.of(graph.build()).check();
    }
}
