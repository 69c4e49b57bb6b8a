package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aVectorOfZerosHandsBackZero(int p) {
        var graph = GraphBuilder.named("zeros");
        String x = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(3));
        String mask = graph.initializer("mask", Shape.of(3, 3), new float[9]);
        String none = graph.node("none", "MatMul", List.of(x, mask));
        String unit = graph.node("unit", "LpNormalization", List.of(none), Attribute.of("p", p));
        graph.output(unit, DType.F32, Dim.of("batch"), Dim.of(3));
        CentralDifferences.of(graph.build()).check();
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

    @ParameterizedTest
    @CsvSource({
        "true,Div,Mul",
        "true,Inverse,Mul",
        "true,Reciprocal,Pow",
        "false,Div,Pow",
        "false,Inverse,Pow",
        "false,Reciprocal,Mul"
    })
    void aNormWrittenOutIsDifferentiatedAsOne(boolean centred, String scaling, String square) {
        var differences = CentralDifferences.of(written(centred, scaling, square));

        differences.check();

        assertThat(differences.kept().graph().nodes().size()).isLessThanOrEqualTo(10);
    }

    @Test
    void aNormOfWhichPartsAreUsedElsewhereIsDifferentiatedToo() {
        Graph graph = written(true, "Div", "Mul");
        List<ValueInfo> outputs = new ArrayList<>(graph.outputs());
        for (String part : List.of("centre", "root", "mean", "square")) {
            outputs.add(new ValueInfo(part + "_output_0", new ValueType.Unranked(DType.F32)));
        }

        CentralDifferences.of(graph.withOutputs(outputs)).check();
    }

    @Test
    void whatOnlyLooksLikeANormIsDifferentiatedNodeByNode() {
        Graph graph = written(true, "Div", "Mul");
        for (String other : List.of("first", "x", "twice")) {
            List<Node> nodes = graph.nodes().stream().map(node -> changed(node, other)).toList();

            CentralDifferences.of(graph.withNodes(nodes)).check();
        }
    }

    /** The mean along other axes, the square of another value, or no square. */
    private static Node changed(Node node, String how) {
        if (how.equals("first") && node.name().equals("mean")) {
            return Node.of(
                    "mean", "ReduceMean", node.inputs(), node.outputs(), Attribute.ints("axes", 0));
        }
        if (how.equals("first") || !node.name().equals("square")) {
            return node;
        }
        List<String> factors =
                how.equals("twice") ? List.of("two", node.inputs().getFirst()) : List.of("x", "x");
        return Node.of("square", "Mul", factors, node.outputs());
    }

    /** A norm as exporters write it before there was an operator. */
    private static Graph written(boolean centred, String scaling, String squaring) {
        GraphBuilder graph = GraphBuilder.named("norm").opset(11);
        graph.input("x", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(5));
        graph.input("scale", DType.F32, Dim.of(5));
        graph.scalar("two", 2);
        graph.scalar("epsilon", .01f);
        graph.scalar("one", 1);
        Attribute last = Attribute.ints("axes", -1);
        String mean = graph.node("mean", "ReduceMean", List.of("x"), last);
        String c = graph.node("centre", "Sub", List.of("x", mean));
        String value = centred ? c : "x";
        String other = squaring.equals("Pow") ? "two" : value;
        String square = graph.node("square", squaring, List.of(value, other));
        String variance = graph.node("variance", "ReduceMean", List.of(square), last);
        String safe = graph.node("safe", "Add", List.of("epsilon", variance));
        String root = graph.node("root", "Sqrt", List.of(safe));
        String unit =
                switch (scaling) {
                    case "Div" -> graph.node("unit", "Div", List.of(value, root));
                    case "Inverse" ->
                            graph.node(
                                    "unit",
                                    "Mul",
                                    List.of(
                                            graph.node("factor", "Div", List.of("one", root)),
                                            value));
                    default ->
                            graph.node(
                                    "unit",
                                    "Mul",
                                    List.of(
                                            value,
                                            graph.node("factor", "Reciprocal", List.of(root))));
                };
        String y = graph.node("y", "Mul", List.of("scale", unit));
        graph.output(y, DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(5));
        return graph.build();
    }
}
