package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.TestEncoders;
import dev.merganser.evaluators.TestModels;
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

import java.util.Arrays;
import java.util.List;
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
}
