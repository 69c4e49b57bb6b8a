package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.graph.Attribute;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphBuilder;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class GradientRunnerTest {

    static Stream<Graph> graphs() {
        return Stream.of(
                TestModels.vit(3, 8, 2, 12, 1),
                TestEncoders.named(3, 8, 2),
                TestModels.cnn(3, 1),
                tied());
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void gradientsOfCoefficientsAreCentralDifferences(Graph graph) {
        try (var model = DifferentiatedModel.of(graph)) {
            double[] gradient = model.gradient(Activations.KEEP, model.start());
            double tolerance = .003 * largest(gradient);
            for (int j = 0; j < gradient.length; j++) {
                assertThat(gradient[j])
                        .as(model.vectors().changing().get(j / 2))
                        .isCloseTo(model.difference(j), within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void layersComputedAgainGiveTheSameGradient(Graph graph) {
        try (var model = DifferentiatedModel.of(graph)) {
            double[] kept = model.gradient(Activations.KEEP, model.start());
            double[] repeated = model.gradient(Activations.RECOMPUTE, model.start());
            double tolerance = 2e-5 * largest(kept);
            for (int j = 0; j < kept.length; j++) {
                assertThat(repeated[j]).isCloseTo(kept[j], within(tolerance));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void batchesOfOtherSizesInBetweenChangeNothing(Graph graph) {
        try (var model = DifferentiatedModel.of(graph)) {
            for (Activations activations : Activations.values()) {
                List<double[]> mixed = model.gradients(activations, 3, 2, 3, 2, 3);
                double[] three = model.gradients(activations, 3).getFirst();
                double[] two = model.gradients(activations, 2).getFirst();

                assertThat(mixed).containsExactly(three, two, three, two, three);
            }
        }
    }

    @Test
    void layersOfEqualStructureShareOneGradientGraph() {
        try (var model = DifferentiatedModel.of(TestModels.vit(4, 8, 2, 12, 1))) {
            assertThat(model.plan().stages()).hasSize(6);
            assertThat(model.plan().segments().stream().map(System::identityHashCode).distinct())
                    .hasSize(2 * 3);
        }
    }

    @Test
    void nothingFlowsBackBeyondTheFirstWeightThatChanges() {
        Graph graph = TestModels.vit(3, 8, 2, 12, 1);
        String output = graph.outputs().getFirst().name();
        try (var all = DifferentiatedModel.of(graph);
                var some =
                        new DifferentiatedModel(
                                graph, name -> name.startsWith("layers.2."), Set.of(output))) {
            assertThat(
                            some.plan().stages().stream()
                                    .map(stage -> stage.differentiated().isPresent()))
                    .containsExactly(false, false, false, true, true);
            double[] gradient = some.gradient(Activations.KEEP, some.start());
            for (int j = 0; j < gradient.length; j++) {
                assertThat(gradient[j])
                        .isCloseTo(some.difference(j), within(.003 * largest(gradient)));
            }
            assertThat(all.plan().stages()).allMatch(stage -> stage.differentiated().isPresent());
        }
    }

    @Test
    void lossesOnValuesBetweenLayersFlowBackFromThere() {
        Graph graph = TestEncoders.named(3, 8, 2);
        String output = graph.outputs().getFirst().name();
        String between;
        try (var model = DifferentiatedModel.of(graph)) {
            between = model.model().layers().getFirst().outputs().values().iterator().next();
        }
        try (var model = new DifferentiatedModel(graph, _ -> true, Set.of(output, between))) {
            for (Activations activations : Activations.values()) {
                double[] gradient = model.gradient(activations, model.start());
                for (int j = 0; j < gradient.length; j += 5) {
                    assertThat(gradient[j])
                            .isCloseTo(model.difference(j), within(.003 * largest(gradient)));
                }
            }
        }
    }

    @Test
    void whatDoesNotDependOnCoefficientsHasNoGradient() {
        Graph graph = TestModels.vit(3, 8, 2, 12, 1);
        try (var plain = DifferentiatedModel.of(graph)) {
            String early = plain.model().layers().getFirst().outputs().values().iterator().next();
            try (var model =
                    new DifferentiatedModel(
                            graph, name -> name.startsWith("layers.2."), Set.of(early))) {
                assertThat(model.plan().seeds()).isEmpty();
                assertThat(model.gradient(Activations.KEEP, model.start())).containsOnly(0);
            }
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElseThrow();
    }

    /** Words are looked up and, at the end, scored by the same table; the first row is taken. */
    private static Graph tied() {
        GraphBuilder graph = GraphBuilder.named("tied").opset(17);
        graph.input("ids", DType.I64, Dim.of("batch"), Dim.of("tokens"));
        graph.initializer("table", Shape.of(7, 4), values(28, 1));
        graph.initializer("mix", Shape.of(4, 4), values(16, 2));
        graph.integers("last", -1);
        String words = graph.node("/embed", "Gather", List.of("table", "ids"));
        String mixed = graph.node("/mix", "MatMul", List.of(words, "mix"));
        String active = graph.node("/active", "Tanh", List.of(mixed));
        String turned =
                graph.node("/turn", "Transpose", List.of("table"), Attribute.ints("perm", 1, 0));
        graph.node(Node.of("/score", "MatMul", List.of(active, turned), List.of("logits")));
        graph.output("logits", DType.F32, Dim.of("batch"), Dim.of("tokens"), Dim.of(7));
        return graph.build();
    }

    private static float[] values(int count, int seed) {
        float[] values = new float[count];
        IntStream.range(0, count).forEach(i -> values[i] = (float) Math.sin(3 * i + seed));
        return values;
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void weightsOfAStepAreHandedOverInTheOrderOfItsInputs(Graph graph) {
        try (var model = DifferentiatedModel.of(graph)) {
            List<String> expected = new ArrayList<>();
            for (var stage : model.plan().stages().reversed()) {
                Backward backward = stage.differentiated().orElseThrow().backward();
                Stream.of(backward.gradients(), backward.rows())
                        .flatMap(each -> each.keySet().stream().sorted())
                        .map(stage.step().weights()::get)
                        .filter(Objects::nonNull)
                        .forEach(expected::add);
            }
            List<String> handed = new ArrayList<>();
            model.gradient(new Names(handed));

            assertThat(handed).isEqualTo(expected);
        }
    }

    /** Writes down which weights have got gradients. */
    private record Names(List<String> handed) implements WeightGradients {
        @Override
        public void full(String weight, MemorySegment gradient) {
            handed.add(weight);
        }

        @Override
        public void rows(String weight, long[] indices, MemorySegment rows) {
            handed.add(weight);
        }
    }

    @Test
    void mapsOfGradientGraphsAreSorted() {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, List<RowGradient>> rows = new LinkedHashMap<>();
        for (String name : List.of("d", "b", "e", "a", "f", "c")) {
            names.put(name, name);
            rows.put(name, List.of());
        }
        Graph any = TestModels.cnn(3, 1);
        var backward = new Backward(any, names, List.of(), names, rows);
        assertThat(backward.gradients().keySet()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(backward.rows().keySet()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(backward.cotangents().keySet()).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void imagesOfAnySizeMayShrinkToOneInTheProbe() {
        try (var model = DifferentiatedModel.of(gated(), 20)) {
            double[] gradient = model.gradient(Activations.KEEP, model.start());
            double tolerance = .003 * largest(gradient);
            for (int j = 0; j < gradient.length; j++) {
                assertThat(gradient[j])
                        .as(model.vectors().changing().get(j / 2))
                        .isCloseTo(model.difference(j), within(tolerance));
            }
        }
    }

    /** Three convolutions of stride 2, then a gate for each channel of each image. */
    private static Graph gated() {
        GraphBuilder graph = GraphBuilder.named("gated").opset(17);
        String state =
                graph.input(
                        "image",
                        DType.F32,
                        Dim.of("batch"),
                        Dim.of(2),
                        Dim.of("height"),
                        Dim.of("width"));
        for (int i = 0; i < 3; i++) {
            String kernel = graph.initializer("kernel" + i, Shape.of(2, 2, 3, 3), values(36, i));
            String sum =
                    graph.node(
                            "/conv" + i,
                            "Conv",
                            List.of(state, kernel),
                            Attribute.ints("strides", 2, 2),
                            Attribute.ints("pads", 1, 1, 1, 1));
            state = graph.node("/tanh" + i, "Tanh", List.of(sum));
        }
        String mean = graph.node("/mean", "GlobalAveragePool", List.of(state));
        String mix = graph.initializer("mix", Shape.of(2, 2, 1, 1), values(4, 5));
        String gate = graph.node("/gate", "Sigmoid", List.of(conv(graph, mean, mix)));
        String open = graph.node("/open", "Mul", List.of(state, gate));
        String pooled = graph.node("/pool", "GlobalAveragePool", List.of(open));
        graph.node(Node.of("/flat", "Flatten", List.of(pooled), List.of("features")));
        return graph.output("features", DType.F32, Dim.of("batch"), Dim.of(2)).build();
    }

    private static String conv(GraphBuilder graph, String value, String kernel) {
        return graph.node("/mixed", "Conv", List.of(value, kernel));
    }

    @Test
    void aHalfPrecisionValueBetweenStepsIsNamed() {
        assertThat(obstacle(half()))
                .contains(
                        "value '/layers.0/narrow_output_0' between steps is F16, and only float32 values have gradients");
    }

    @Test
    void oldOperatorSetsAreNamed() {
        GraphBuilder graph = GraphBuilder.named("old").opset(10);
        graph.input("x", DType.F32, Dim.of("batch"), Dim.of(3));
        graph.initializer("mix", Shape.of(3, 3), values(9, 1));
        graph.node(Node.of("/mix", "MatMul", List.of("x", "mix"), List.of("y")));
        graph.output("y", DType.F32, Dim.of("batch"), Dim.of(3));
        assertThat(obstacle(graph.build()))
                .contains("graph 'old' has operator set 10, and gradients need 11 or newer");
    }

    private static Optional<String> obstacle(Graph graph) {
        SessionFactory factory = SessionFactory.of(new Provider.Cpu());
        SegmentedModel model = SegmentCutter.with(factory).cut(graph);
        return Derivatives.of(factory, model, _ -> true).plan(Set.of("y")).obstacle();
    }

    /** Layers that compute in float32 and hand float16 on. */
    private static Graph half() {
        GraphBuilder graph = GraphBuilder.named("half").opset(17);
        String state = graph.input("x", DType.F32, Dim.of("batch"), Dim.of(3));
        state = graph.node("/narrow", "Cast", List.of(state), Attribute.of("to", 10));
        for (int i = 0; i < 3; i++) {
            String layer = "/layers." + i + "/";
            String name = "layers." + i + ".weight";
            String mix = graph.initializer(name, Shape.of(3, 3), values(9, i));
            String wide = graph.node(layer + "wide", "Cast", List.of(state), Attribute.of("to", 1));
            String sum = graph.node(layer + "mix", "MatMul", List.of(wide, mix));
            String active = graph.node(layer + "active", "Tanh", List.of(sum));
            state = graph.node(layer + "narrow", "Cast", List.of(active), Attribute.of("to", 10));
        }
        graph.node("/head/wide", "Cast", List.of(state), List.of("y"), Attribute.of("to", 1));
        return graph.output("y", DType.F32, Dim.of("batch"), Dim.of(3)).build();
    }
}
