package dev.merganser.evaluators.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;
import dev.merganser.recipes.tensor.TensorInfo;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class SegmentCutterTest {

    private final SegmentCutter cutter = SegmentCutter.with(SessionFactory.of(new Provider.Cpu()));

    @Test
    void aTransformerIsCutIntoStemLayersAndHeadThatGiveItsOutput() {
        SegmentedModel model = cutter.cut(TestModels.vit());

        assertThat(model.uncut()).isEmpty();
        assertThat(model.steps())
                .extracting(Step::name)
                .containsExactly("stem", "layer 0", "layer 1", "layer 2", "head");
        assertThat(model.segments()).hasSize(3);
        assertThat(model.state()).hasSize(1);
        assertThat(model.context()).isEmpty();
        assertThat(model.layers().get(2).weights())
                .containsEntry("layers.0.mlp.up.bias", "layers.2.mlp.up.bias");
    }

    @Test
    void anEncoderAsPyTorchExportsItIsCutWithItsMaskAsContext() {
        SegmentedModel model = cutter.cut(TestEncoders.bert(3, 8, 1));

        assertThat(model.uncut()).isEmpty();
        assertThat(model.layers()).hasSize(3);
        assertThat(model.segments()).hasSize(2);
        assertThat(model.state()).containsExactly("/embeddings/LayerNorm/Add_1_output_0");
        assertThat(model.context()).containsExactly("/Mul_output_0");
        assertThat(model.weights()).hasSize(5 + 3 * 16);
    }

    @Test
    void canonicalNamesChangeNeitherTheCutNorTheOutput() {
        Graph graph = TestEncoders.bert(2, 8, 1);
        SegmentedModel exported = cutter.cut(graph);
        SegmentedModel named = cutter.cut(WeightNames.canonical(graph).applied(graph));

        assertThat(named.uncut()).isEmpty();
        assertThat(named.segments()).hasSize(2);
        assertThat(named.layers().get(1).weights())
                .containsEntry(
                        "encoder.layer.0.output.dense.weight",
                        "encoder.layer.1.output.dense.weight");
        assertThat(named.weights())
                .filteredOn(weight -> weight.name().endsWith("0.output.dense.weight"))
                .extracting(Tensor::shape)
                .containsOnly(Shape.of(8, 32));
        assertThat(output(named)).isEqualTo(output(exported));
    }

    private static float[] output(SegmentedModel model) {
        String name = "last_hidden_state";
        var factory = SessionFactory.of(new Provider.Cpu());
        try (Probe probe = Probe.of(factory, model.graph());
                SegmentSessions sessions = SegmentSessions.open(factory, model);
                NamedFloats weights = WeightTensors.of(factory, model);
                NamedFloats result = new NamedFloats(factory)) {
            MemorySegment values = result.add(name, Shape.of(2, 4, 8));
            new StepRunner(new FedSteps(sessions, weights.values()))
                    .run(StepPlan.of(model.steps(), Set.of(name)), probe.values(), result.values());
            return values.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    @Test
    void allMatricesScalesAndBiasesAreWeightsAndEpsilonIsNot() {
        SegmentedModel model = cutter.cut(TestModels.vit());

        assertThat(model.weights())
                .extracting(Tensor::name)
                .hasSize(3 + 3 * 16 + 2)
                .contains(
                        "patch.weight",
                        "position",
                        "layers.1.attention.norm.weight",
                        "layers.1.attention.norm.bias",
                        "norm.bias");
        assertThat(model.constants()).extracting(Tensor::name).containsExactly("epsilon");
    }

    @Test
    void aGraphWithoutNumberedNodesIsOneSegment() {
        Graph graph = TestModels.vit();
        List<Node> renamed =
                graph.nodes().stream()
                        .map(node -> node.withName(node.name().replaceAll("layers\\.(\\d)", "x$1")))
                        .toList();

        SegmentedModel model = cutter.cut(graph.withNodes(renamed));

        assertThat(model.steps()).hasSize(1);
        assertThat(model.weights()).hasSize(53);
        assertThat(model.uncut())
                .contains("its node names show no repeated layers such as /layers.0/");
    }

    @Test
    void whatIsMadeOfWeightsForTheHeadIsTheHeads() {
        Graph graph = TestEncoders.named(2, 8, 1);
        List<Node> nodes = new ArrayList<>();
        String table = "embeddings.word_embeddings.weight";
        nodes.add(
                Node.of(
                        "/words/Transpose",
                        "Transpose",
                        List.of(table),
                        List.of("turned"),
                        Attribute.ints("perm", 1, 0)));
        nodes.addAll(graph.nodes());
        nodes.add(
                Node.of(
                        "/words/MatMul",
                        "MatMul",
                        List.of("last_hidden_state", "turned"),
                        List.of("words")));
        ValueInfo words =
                ValueInfo.of("words", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(40));

        SegmentedModel model = cutter.cut(graph.withNodes(nodes).withOutputs(List.of(words)));

        assertThat(model.head().orElseThrow().weights()).containsValue(table);
        assertThat(model.head().orElseThrow().segment().graph().nodes()).hasSize(2);
        assertThat(model.stem().orElseThrow().weights()).containsValue(table);
        assertThat(model.stem().orElseThrow().outputs()).doesNotContainValue("turned");
    }

    @Test
    void contextFromTheStemIsHandedToEveryLayer() {
        SegmentedModel model = cutter.cut(chain(3, "mask", false));

        assertThat(model.uncut()).isEmpty();
        assertThat(model.context()).containsExactly("mask");
        assertThat(model.state()).containsExactly("first");
        assertThat(model.segments()).hasSize(3);
    }

    @Test
    void aLayerThatMakesContextForLaterOnesIsNotCut() {
        SegmentedModel model = cutter.cut(chain(3, "h0", false));

        assertThat(model.steps()).hasSize(1);
        assertThat(model.uncut()).contains("layer 2 uses 'h0' of layer 0");
    }

    @Test
    void aLayerWhoseOutputIsAnOutputOfTheGraphIsNotCut() {
        SegmentedModel model = cutter.cut(chain(3, "mask", true));

        assertThat(model.uncut()).contains("output 'h0' comes from layer 0");
    }

    @Test
    void aGraphWithACacheOfKeysAndValuesIsOneSegmentThatRunsOnAnEmptyCache() {
        SegmentedModel model = cutter.cut(withCache());

        assertThat(model.steps()).hasSize(1);
        assertThat(model.uncut()).contains("output 'present.0' comes from layer 0");
        assertThat(model.weights())
                .extracting(Tensor::name)
                .containsExactlyInAnyOrder("table", "w0", "w1");
    }

    @Test
    void aBranchInALayerIsNotCutButOneBeforeTheLayersIs() {
        Graph chain = chain(3, "mask", false);

        assertThat(cutter.cut(branching(chain, "h0")).uncut())
                .contains("node '/layers.0/add' (If) hides computation in a subgraph");
        SegmentedModel model = cutter.cut(branching(chain, "mask"));
        assertThat(model.uncut()).isEmpty();
        assertThat(model.context()).containsExactly("mask");
    }

    /** The node that makes a value, in both branches of an If. */
    private static Graph branching(Graph graph, String value) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            nodes.add(node.outputs().contains(value) ? branch(node) : node);
        }
        return graph.withNodes(nodes);
    }

    private static Node branch(Node node) {
        Node inside = Node.of("inside", node.opType(), node.inputs(), List.of("result"));
        Graph branch =
                GraphBuilder.named("branch")
                        .build()
                        .withNodes(List.of(inside))
                        .withOutputs(
                                List.of(ValueInfo.of("result", DType.F32, Dim.of("a"), Dim.of(4))));
        return Node.of(
                node.name(),
                "If",
                List.of("always"),
                node.outputs(),
                Attribute.of("then_branch", branch),
                Attribute.of("else_branch", branch));
    }

    /** h = h + mean over past and present of h · w, with the cache of each layer fed and given. */
    private static Graph withCache() {
        var builder = GraphBuilder.named("cached").opset(13);
        builder.input("input_ids", DType.I64, Dim.of("batch"), Dim.of("tokens"));
        builder.initializer("table", Shape.of(5, 4), new float[20]);
        String state = builder.node("/embed/Gather", "Gather", List.of("table", "input_ids"));
        for (int layer = 0; layer < 2; layer++) {
            String path = "/layers." + layer + "/";
            String past = "past." + layer;
            String present = "present." + layer;
            builder.input(
                    past, DType.F32, Dim.of("batch"), Dim.of("past_sequence_length"), Dim.of(4));
            builder.initializer("w" + layer, Shape.of(4, 4), new float[16]);
            String key = builder.node(path + "key", "MatMul", List.of(state, "w" + layer));
            builder.node(
                    Node.of(
                            path + "all",
                            "Concat",
                            List.of(past, key),
                            List.of(present),
                            Attribute.of("axis", 1)));
            String mean =
                    builder.node(
                            path + "mean",
                            "ReduceMean",
                            List.of(present),
                            Attribute.ints("axes", 1));
            state = builder.node(path + "add", "Add", List.of(state, mean));
            builder.output(
                    present,
                    DType.F32,
                    Dim.of("batch"),
                    Dim.of("past_sequence_length + tokens"),
                    Dim.of(4));
        }
        builder.node(Node.of("/head/relu", "Relu", List.of(state), List.of("y")));
        builder.output("y", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(4));
        return builder.build();
    }

    @Test
    void layersOfOtherStructureGetTheirOwnSegment() {
        Graph graph = TestModels.vit();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            boolean changed = node.name().equals("/layers.1/mlp/relu");
            nodes.add(changed ? Node.of(node.name(), "Tanh", node.inputs(), node.outputs()) : node);
        }

        SegmentedModel model = cutter.cut(graph.withNodes(nodes));

        assertThat(model.layers()).hasSize(3);
        assertThat(model.segments()).hasSize(4);
    }

    @Test
    void aTiedWeightIsOneTensorFedToEveryUse() {
        var builder = GraphBuilder.named("tied").opset(18);
        builder.input("x", DType.F32, Dim.of("batch"), Dim.of(4));
        builder.initializer("shared", Shape.of(4, 4), new float[16]);
        String state = "x";
        for (int layer = 0; layer < 2; layer++) {
            state = builder.node("/layers." + layer + "/mul", "MatMul", List.of(state, "shared"));
        }
        builder.node(Node.of("/head/mul", "MatMul", List.of(state, "shared"), List.of("y")));
        builder.output("y", DType.F32, Dim.of("batch"), Dim.of(4));

        SegmentedModel model = cutter.cut(builder.build());

        assertThat(model.weights()).hasSize(1);
        assertThat(model.steps()).hasSize(3);
        assertThat(model.stem()).isEmpty();
        assertThat(model.steps())
                .allSatisfy(step -> assertThat(step.weights()).containsValue("shared"));
    }

    @Test
    void quantizedWeightsAreRefused() {
        var builder = GraphBuilder.named("quantized").opset(18);
        builder.input("x", DType.F32, Dim.of("batch"), Dim.of(4));
        builder.integers("w", 1, 2, 3, 4);
        String weight = builder.node("unpack", "DequantizeLinear", List.of("w", "w"));
        builder.node(Node.of("mul", "MatMul", List.of("x", weight), List.of("y")));
        builder.output("y", DType.F32, Dim.of("batch"));

        assertThatThrownBy(() -> cutter.cut(builder.build()))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Graph 'quantized' must have float weights, but node 'unpack'"
                                + " (DequantizeLinear) works on quantized ones. Maybe export the"
                                + " model without quantization.");
    }

    @Test
    void integersThatAreScaledInTheGraphAreRefusedAsWell() {
        var builder = GraphBuilder.named("quantized").opset(18);
        builder.input("x", DType.F32, Dim.of("batch"), Dim.of(2));
        builder.initializer(
                new Tensor(
                        new TensorInfo("w", DType.I8, Shape.of(2, 2)),
                        MemorySegment.ofArray(new byte[4])));
        builder.scalar("scale", .1f);
        String real = builder.node("cast", "Cast", List.of("w"), Attribute.of("to", 1));
        String scaled = builder.node("scale it", "Mul", List.of(real, "scale"));
        builder.node(Node.of("mul", "MatMul", List.of("x", scaled), List.of("y")));
        builder.output("y", DType.F32, Dim.of("batch"), Dim.of(2));

        assertThatThrownBy(() -> cutter.cut(builder.build()))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Graph 'quantized' must have float weights, but 'w' is I8. Maybe export the"
                                + " model without quantization.");
    }

    @Test
    void aGraphThatOnnxRuntimeCannotLoadIsBadData() {
        var builder = GraphBuilder.named("strange").opset(18);
        builder.input("x", DType.F32, Dim.of("batch"));
        builder.node(Node.of("n", "NoSuchOperator", List.of("x"), List.of("y")));
        builder.output("y", DType.F32, Dim.of("batch"));

        assertThatThrownBy(() -> cutter.cut(builder.build()))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("Graph 'strange' cannot be loaded: ")
                .hasMessageContaining("NoSuchOperator")
                .hasMessageNotContaining("\n");
    }

    /** h = relu(h · w) + context, where the third layer's context is a parameter. */
    private static Graph chain(int layers, String lastContext, boolean showFirst) {
        var builder = GraphBuilder.named("chain").opset(18);
        builder.input("x", DType.F32, Dim.of("batch"), Dim.of(4));
        builder.initializer(
                new Tensor(
                        new TensorInfo("always", DType.BOOL, Shape.of()),
                        MemorySegment.ofArray(new byte[] {1})));
        builder.node(Node.of("/stem/first", "Abs", List.of("x"), List.of("first")));
        builder.node(Node.of("/stem/mask", "Sign", List.of("x"), List.of("mask")));
        String state = "first";
        for (int layer = 0; layer < layers; layer++) {
            String path = "/layers." + layer + "/";
            float[] values = new float[16];
            values[layer] = 1;
            builder.initializer("w" + layer, Shape.of(4, 4), values);
            String product = builder.node(path + "mul", "MatMul", List.of(state, "w" + layer));
            String context = layer == layers - 1 ? lastContext : "mask";
            state = "h" + layer;
            builder.node(Node.of(path + "add", "Add", List.of(product, context), List.of(state)));
        }
        builder.node(
                Node.of(
                        "/head/soft",
                        "Softmax",
                        List.of(state),
                        List.of("y"),
                        Attribute.of("axis", -1)));
        builder.output("y", DType.F32, Dim.of("batch"), Dim.of(4));
        if (showFirst) {
            builder.output("h0", DType.F32, Dim.of("batch"), Dim.of(4));
        }
        return builder.build();
    }
}
