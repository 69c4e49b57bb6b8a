package dev.merganser.evaluators;

import static dev.merganser.evaluators.PathScoring.NLL;
import static dev.merganser.evaluators.PathScoring.SETTINGS;
import static dev.merganser.evaluators.PathScoring.nll;
import static dev.merganser.evaluators.PathScoring.score;
import static dev.merganser.evaluators.PathScoring.scored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.PathScorer.Outcome;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

class PathScorerTest {

    private final PathScoring given = new PathScoring();

    @Test
    void theIdentityPathScoresAsTheGraphWithTheSameWeightsDoes() {
        try (var graph = Scorer.open(given.vit, List.of(given.task), SETTINGS);
                var paths = given.scorer(SETTINGS)) {
            for (String model : List.of("a", "b")) {
                float[] expected =
                        graph.score(given.models.get(model), Split.SEARCH, Set.of(NLL)).get(NLL);
                assertThat(nll(paths, paths.identity(model, given.models.get(model))))
                        .isEqualTo(expected);
            }
            float[] identity = nll(paths, given.path("a:0 a:1 a:2"));
            assertThat(identity)
                    .containsExactly(contributions(given.task, given.vit), Offset.offset(1e-5f));
            assertThat(nll(paths, given.path("a:1 a:0 a:2"))).isNotEqualTo(identity);
            assertThat(nll(paths, given.path("a:0 a:1*0.5 a:2"))).isNotEqualTo(identity);
        }
    }

    private static float[] contributions(Task task, Graph graph) {
        return contributions(task.metric("nll"), ExamRoom.predictions(task, graph, 16));
    }

    private static <P> float[] contributions(Metric<P> metric, Object predictions) {
        return metric.contributions(metric.predictions().cast(predictions));
    }

    @Test
    void aCandidateThatFailsHarmsNoOtherOfItsGroup() {
        given.models.put(
                "short", KeyedWeights.of(given.ofA.without("layers.1.mlp.up.weight"), "short"));
        given.models.put(
                "thin",
                KeyedWeights.of(
                        given.ofA.reshaped("layers.1.mlp.up.bias", Shape.of(4, 8)), "thin"));
        given.models.put(
                "broken", KeyedWeights.of(new Broken(given.ofA, "layers.2.mlp.up.bias"), "broken"));
        given.models.put("other", KeyedWeights.of(given.ofA.with("epsilon", 1), "other"));
        LayerPool wide = PathPools.of(given.vit, "a", "b", "short", "thin", "broken", "other");
        try (var scorer = PathScorer.open(wide, List.of(given.task), SETTINGS)) {
            List<Outcome> group =
                    score(
                            scorer,
                            given.path("a:0 short:1"),
                            given.path("a:0 a:1"),
                            given.path("a:0 thin:1"),
                            given.path("a:0 a:1 broken:2 a:1"),
                            given.path("a:0 other:1"),
                            given.path("a:0 a:3"),
                            given.path("a:0 broken:2 a:1"),
                            given.path("a:0 short:0 a:1"));
            assertThat(nll(group.get(1))).isEqualTo(given.alone(given.path("a:0 a:1")));
            assertThat(scored(group.get(1)).calls().saved()).isZero();
            assertThat(nll(group.get(7))).hasSize(40);
            assertFailed(
                    group.get(0), "Graph 'vit' needs a tensor 'layers.1.mlp.up.weight' [32, 16]");
            assertFailed(group.get(2), "Tensor 'layers.1.mlp.up.bias' must be floats of [32]");
            assertFailed(group.get(3), "scoring broke off: java.lang.IllegalStateException: torn");
            assertFailed(group.get(4), "Tensor 'epsilon' is a constant of graph 'vit'");
            assertFailed(group.get(5), "Model 'a' has layers 0 to 2, found 3.");
            assertFailed(group.get(6), "scoring broke off: java.lang.IllegalStateException: torn");
            assertThat(nll(scorer, given.path("a:0 a:1")))
                    .isEqualTo(given.alone(given.path("a:0 a:1")));
        }
    }

    /** Weights of which one cannot be read. */
    private record Broken(WeightSource weights, String tensor) implements WeightSource {

        @Override
        public Optional<TensorInfo> info(String name) {
            return weights.info(name);
        }

        @Override
        public void read(String name, MemorySegment out) {
            if (name.equals(tensor)) {
                throw new IllegalStateException("torn");
            }
            weights.read(name, out);
        }
    }

    private static void assertFailed(Outcome outcome, String reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).startsWith(reason));
    }

    @Test
    void aModelWithoutTheOutputGivesLayersAndNoHead() {
        LayerPool mixed =
                LayerPool.of(
                        "a", Map.of("a", PathPools.cut(given.vit), "b", PathPools.cut(other())));
        try (var scorer = PathScorer.open(mixed, List.of(given.task), SETTINGS)) {
            List<Outcome> group =
                    score(
                            scorer,
                            given.path("a:0 b:1"),
                            PathPools.path(given.models, "b", Scaling.BRANCHES, "a:0"));
            assertThat(nll(group.getFirst())).isEqualTo(given.alone(given.path("a:0 b:1")));
            assertFailed(
                    group.get(1), "The head of model 'b' gives vectors, found output 'features'.");
        }
    }

    /** The same graph with another name for its output. */
    private Graph other() {
        List<Node> nodes =
                given.vit.nodes().stream()
                        .map(
                                node ->
                                        node.outputs().equals(List.of("features"))
                                                ? new Node(
                                                        node.name(),
                                                        node.opType(),
                                                        node.domain(),
                                                        node.inputs(),
                                                        List.of("vectors"),
                                                        node.attributes())
                                                : node)
                        .toList();
        List<ValueInfo> outputs = List.of(given.vit.outputs().getFirst().withName("vectors"));
        return given.vit.withNodes(nodes).withOutputs(outputs);
    }

    @Test
    void activationsThatOverflowGiveScoresThatAreNotFiniteToThatCandidateOnly() {
        given.models.put(
                "huge",
                KeyedWeights.of(given.ofA.with("layers.1.mlp.down.bias", Float.MAX_VALUE), "h"));
        LayerPool wide = PathPools.of(given.vit, "a", "huge");
        try (var scorer = PathScorer.open(wide, List.of(given.task), SETTINGS)) {
            float[] expected = nll(scorer, given.path("a:0 a:1"));
            List<Outcome> group =
                    score(scorer, given.path("a:0 huge:1 huge:1 a:0"), given.path("a:0 a:1"));
            float[] overflown = nll(group.getFirst());
            assertThat(Stream.of(overflown[0], overflown[39])).noneMatch(Float::isFinite);
            assertThat(nll(group.get(1))).isEqualTo(expected);
        }
    }

    @Test
    void whatTheGraphScorerTellsThePathScorerTellsToo() {
        try (GraphScorer graph = Scorer.open(given.vit, List.of(given.task), SETTINGS);
                GraphScorer paths = given.scorer(SETTINGS.withWeights(WeightMode.INITIALIZERS))) {
            assertThat(paths.weightNames()).isEqualTo(graph.weightNames());
            assertThat(paths.itemCount("digits", Split.SEARCH)).isEqualTo(40);
            assertThat(paths.metric(NLL)).isSameAs(graph.metric(NLL));
            assertThat(paths.provider()).isEqualTo(graph.provider());
            assertThat(paths.weights()).isEqualTo(WeightMode.FEED);
            assertThat(paths.notes()).singleElement().asString().startsWith("Weights of layer");
            paths.requireFits(given.ofB);
            assertThatThrownBy(() -> paths.requireFits(given.ofA.without("norm.bias")))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("Graph 'vit' needs a tensor 'norm.bias'");
        }
    }

    @Test
    void latencyIsOfAPathAlone() {
        try (var scorer = given.scorer(SETTINGS)) {
            assertThat(scorer.millisPerItem(given.path("a:0 a:1"))).isPositive();
            assertThat(scorer.engine().prefixes().bytes()).isZero();
            assertThatThrownBy(() -> scorer.millisPerItem(given.path("a:4")))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessage("Model 'a' has layers 0 to 2, found 4.");
        }
    }
}
