package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Set;

class NormalizationRulesTest {

    private static final Attribute EPSILON = Attribute.of("epsilon", .01f);

    @Test
    void aLayerNormHandsGradientsToInputScaleAndBias() {
        OneNode.of("LayerNormalization", EPSILON)
                .input("x", "batch", "tokens", 5)
                .input("scale", 5)
                .input("bias", 5)
                .differences()
                .check();
        OneNode.of("LayerNormalization", EPSILON, Attribute.of("axis", 1))
                .input("x", "batch", 2, 3)
                .input("scale", 2, 3)
                .differences()
                .check();
        OneNode.of("LayerNormalization", EPSILON)
                .input("x", 3, 4)
                .input("scale", 4)
                .input("bias", 4)
                .differences()
                .wanting("bias")
                .check();
    }

    @Test
    void anRmsNormHandsGradientsToInputAndScale() {
        OneNode.of("RMSNormalization", EPSILON)
                .opset(23)
                .input("x", "batch", "tokens", 5)
                .input("scale", 5)
                .differences()
                .check();
        OneNode.of("SimplifiedLayerNormalization", EPSILON)
                .input("x", "batch", "tokens", 5)
                .input("scale", 5)
                .differences()
                .check();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNormOfASumHandsGradientsToItsParts(boolean centred) {
        OneNode node =
                OneNode.of(
                                centred
                                        ? "SkipLayerNormalization"
                                        : "SkipSimplifiedLayerNormalization",
                                EPSILON)
                        .domain("com.microsoft")
                        .input("x", "batch", "tokens", 5)
                        .input("skip", "batch", "tokens", 5)
                        .input("scale", 5);
        if (centred) {
            node.input("bias", 5);
        }
        node.input("added", 5);
        Graph one = node.graph();
        CentralDifferences.of(one).check();
        CentralDifferences.of(withOutputs(one, "y0", "", "", "sum")).check();
        CentralDifferences.of(
                        withOutputs(one, "y0", "", "", "sum")
                                .withOutputs(
                                        List.of(
                                                new ValueInfo(
                                                        "sum", new ValueType.Unranked(DType.F32)))))
                .wanting("x", "skip", "added")
                .check();
    }

    private static Graph withOutputs(Graph graph, String... outputs) {
        Node node = graph.nodes().getFirst();
        return graph.withNodes(
                        List.of(
                                new Node(
                                        node.name(),
                                        node.opType(),
                                        node.domain(),
                                        node.inputs(),
                                        List.of(outputs),
                                        node.attributes())))
                .withOutputs(
                        List.of(outputs).stream()
                                .filter(name -> !name.isEmpty())
                                .map(name -> new ValueInfo(name, new ValueType.Unranked(DType.F32)))
                                .toList());
    }

    @Test
    void statisticsOfANormHaveNoGradient() {
        Graph graph =
                withOutputs(
                        OneNode.of("LayerNormalization").input("x", 2, 3).input("s", 3).graph(),
                        "y0",
                        "mean");

        assertThatThrownBy(() -> CentralDifferences.of(graph).check())
                .hasMessageEndingWith("has no gradient rule for its output 2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aVectorOfUnitLengthKeepsWhatIsAcross(int p) {
        OneNode.of("LpNormalization", Attribute.of("p", p), Attribute.of("axis", 1))
                .input("x", "batch", 3, "tokens")
                .differences()
                .check();
        OneNode.of("LpNormalization", Attribute.of("p", p))
                .input("x", "batch", 4)
                .differences()
                .check();
    }

    @Test
    void aBatchNormHandsGradientsToAllItsInputs() {
        batchNorm("batch", 3, "height", "width").check();
        batchNorm("batch", 3, "length").check();
        batchNorm("batch", 3).check();
    }

    private static CentralDifferences batchNorm(Object... dims) {
        return OneNode.of("BatchNormalization", EPSILON)
                .input("x", dims)
                .input("scale", 3)
                .input("bias", 3)
                .input("mean", 3)
                .input("variance", 3)
                .differences()
                .between("variance", .5, 2);
    }

    @Test
    void aBatchNormInTrainingIsRefused() {
        Graph graph =
                OneNode.of("BatchNormalization", Attribute.of("training_mode", 1))
                        .input("x", 2, 3)
                        .input("scale", 3)
                        .input("bias", 3)
                        .input("mean", 3)
                        .input("variance", 3)
                        .graph();

        assertThatThrownBy(
                        () ->
                                Differentiation.of(
                                        graph, Map.of(), Set.of("y0"), Set.of("x"), Set.of()))
                .hasMessageEndingWith("has no gradient rule in training");
    }

    @Test
    void anInstanceNormHandsGradientsToInputScaleAndBias() {
        OneNode.of("InstanceNormalization", EPSILON)
                .input("x", "batch", 3, "height", 2)
                .input("scale", 3)
                .input("bias", 3)
                .differences()
                .check();
        OneNode.of("InstanceNormalization", EPSILON)
                .input("x", "batch", 3, 4)
                .input("scale", 3)
                .input("bias", 3)
                .differences()
                .check();
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 21})
    void aGroupNormHandsGradientsToInputScaleAndBias(int opset) {
        int scales = opset == 18 ? 2 : 4;
        OneNode.of("GroupNormalization", EPSILON, Attribute.of("num_groups", 2))
                .opset(opset)
                .input("x", "batch", 4, 3, 2)
                .input("scale", scales)
                .input("bias", scales)
                .differences()
                .check();
    }

    @Test
    void normsWrittenOutHandGradientsBack() {
        CentralDifferences.of(written(true)).check();
        CentralDifferences.of(written(false)).check();
    }

    /** A norm as exporters write it before there was an operator. */
    private static Graph written(boolean centred) {
        GraphBuilder graph = GraphBuilder.named("norm").opset(11);
        graph.input("x", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(5));
        graph.input("scale", DType.F32, Dim.of(5));
        graph.scalar("two", 2);
        graph.scalar("epsilon", .01f);
        graph.scalar("one", 1);
        Attribute last = Attribute.ints("axes", -1);
        String mean = graph.node("mean", "ReduceMean", List.of("x"), last);
        String c = centred ? graph.node("centre", "Sub", List.of("x", mean)) : "x";
        String square = graph.node("square", "Pow", List.of(c, "two"));
        String variance = graph.node("variance", "ReduceMean", List.of(square), last);
        String safe = graph.node("safe", "Add", List.of(variance, "epsilon"));
        String root = graph.node("root", "Sqrt", List.of(safe));
        String factor = graph.node("factor", "Div", List.of("one", root));
        String unit = graph.node("unit", "Mul", List.of(c, factor));
        String y = graph.node("y", "Mul", List.of("scale", unit));
        graph.output(y, DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(5));
        return graph.build();
    }
}
