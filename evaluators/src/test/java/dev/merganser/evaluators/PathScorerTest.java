package dev.merganser.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.PathScorer.LayerCalls;
import dev.merganser.evaluators.PathScorer.Outcome;
import dev.merganser.evaluators.metric.Metric;
import dev.merganser.evaluators.path.LayerPool;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.evaluators.text.ExamRoom;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.recipe.Scaling;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

class PathScorerTest {

    private static final Measure NLL = new Measure("digits", "nll");
    private static final RuntimeSettings SETTINGS =
            RuntimeSettings.defaults()
                    .withProvider(new Provider.Cpu())
                    .withThreads(1)
                    .withMemoryBytes(64 << 20)
                    .withWeights(WeightMode.FEED)
                    .withBatch(16);

    /** What 40 items are at 16 a batch. */
    private static final int BATCHES = 3;

    private final Graph vit = TestModels.vit();
    private final LayerPool pool = PathPools.of(vit, "a", "b");
    private final Task task = TestTasks.of("digits", 16, 10, 40, 5);
    private final FakeWeights ofA = FakeWeights.of(vit);
    private final FakeWeights ofB = FakeWeights.of(TestModels.vit(3, 16, 2, 32, 2));
    private final Map<String, WeightSource> models = new HashMap<>();

    PathScorerTest() {
        models.put("a", KeyedWeights.of(ofA, "a"));
        models.put("b", KeyedWeights.of(ofB, "b"));
    }

    private PathScorer scorer(RuntimeSettings settings) {
        return PathScorer.open(pool, List.of(task), settings);
    }

    private PathCandidate path(String layers) {
        return PathPools.path(models, "a", Scaling.BRANCHES, layers);
    }

    private static List<Outcome> score(PathScorer scorer, PathCandidate... group) {
        return scorer.score(List.of(group), Split.SEARCH, Set.of(NLL));
    }

    private static Outcome.Scored scored(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Scored.class);
        return (Outcome.Scored) outcome;
    }

    private static float[] nll(Outcome outcome) {
        return scored(outcome).scores().get(NLL);
    }

    private static float[] nll(PathScorer scorer, PathCandidate path) {
        return nll(score(scorer, path).getFirst());
    }

    private static List<LayerCalls> calls(List<Outcome> outcomes) {
        return outcomes.stream().map(outcome -> scored(outcome).calls()).toList();
    }

    private static LayerCalls calls(int done, int saved) {
        return new LayerCalls((long) done * BATCHES, (long) saved * BATCHES);
    }

    private static float[] contributions(Task task, Graph graph) {
        return contributions(task.metric("nll"), ExamRoom.predictions(task, graph, 16));
    }

    private static <P> float[] contributions(Metric<P> metric, Object predictions) {
        return metric.contributions(metric.predictions().cast(predictions));
    }

    @Test
    void theIdentityPathScoresAsTheGraphWithTheSameWeightsDoes() {
        try (var graph = Scorer.open(vit, List.of(task), SETTINGS);
                var paths = scorer(SETTINGS)) {
            for (String model : List.of("a", "b")) {
                float[] expected =
                        graph.score(models.get(model), Split.SEARCH, Set.of(NLL)).get(NLL);
                assertThat(nll(paths, paths.identity(model, models.get(model))))
                        .isEqualTo(expected);
            }
            float[] identity = nll(paths, path("a:0 a:1 a:2"));
            assertThat(identity).containsExactly(contributions(task, vit), Offset.offset(1e-5f));
            assertThat(nll(paths, path("a:1 a:0 a:2"))).isNotEqualTo(identity);
            assertThat(nll(paths, path("a:0 a:1*0.5 a:2"))).isNotEqualTo(identity);
        }
    }

    @Test
    void callsOfLayersAreDoneOnceForAllThatShareThem() {
        try (var scorer = scorer(SETTINGS)) {
            List<Outcome> group =
                    score(
                            scorer,
                            path("a:0 a:1 b:2"),
                            path("b:0"),
                            path("a:0 a:1 a:2"),
                            path("a:0 a:1"),
                            path("a:0 a:1*0.5 a:2"));
            assertThat(calls(group))
                    .containsExactly(
                            calls(3, 0), calls(1, 0), calls(1, 2), calls(0, 2), calls(2, 1));
        }
    }

    @Test
    void whatAnEarlierGroupBeganWithIsKnown() {
        try (var scorer = scorer(SETTINGS)) {
            assertThat(calls(score(scorer, path("a:0 a:1 b:2")))).containsExactly(calls(3, 0));
            assertThat(calls(score(scorer, path("a:0 a:1 a:2")))).containsExactly(calls(1, 2));
            assertThat(calls(score(scorer, path("a:0 a:1 b:0 b:1"), path("a:0 b:1"))))
                    .containsExactly(calls(2, 2), calls(1, 1));
            // a layer of the same model with the weights of another is another layer
            models.put("a", KeyedWeights.of(ofB, "other"));
            assertThat(calls(score(scorer, path("a:0 a:1")))).containsExactly(calls(2, 0));
        }
    }

    @Test
    void withoutSharingEachCandidateIsComputedAlone() {
        try (var scorer = scorer(SETTINGS.withSharing(false))) {
            PathCandidate path = path("a:0 a:1");
            for (int i = 0; i < 3; i++) {
                assertThat(calls(score(scorer, path, path)))
                        .containsExactly(calls(2, 0), calls(2, 0));
            }
            assertThat(scorer.engine().prefixes().bytes()).isZero();
        }
    }

    @Test
    void weightsWithoutKeysAreSharedWithinACallAndForgottenAfterIt() {
        WeightSource untold = KeyedWeights.untold(ofA);
        models.put("a", untold);
        try (var scorer = scorer(SETTINGS)) {
            for (int i = 0; i < 3; i++) {
                assertThat(calls(score(scorer, path("a:0 a:1 a:0"), path("a:0 a:2"))))
                        .containsExactly(calls(3, 0), calls(1, 1));
                assertThat(scorer.engine().weights().bytes()).isZero();
                assertThat(scorer.engine().prefixes().bytes()).isZero();
            }
            // what comes before the first of them may be known
            assertThat(calls(score(scorer, path("b:0 a:1"), path("b:0 a:1"))))
                    .containsExactly(calls(2, 0), calls(0, 2));
        }
    }

    @Test
    void stepsBehindWeightsWithoutKeysAreKnownAsNothingElse() {
        models.put("u", KeyedWeights.untold(ofA));
        LayerPool three = PathPools.of(vit, "a", "b", "u");
        PathCandidate[] group = {path("b:0"), path("u:1 b:0"), path("b:0 u:1"), path("u:1 b:1")};
        try (var sharing = PathScorer.open(three, List.of(task), SETTINGS);
                var alone = PathScorer.open(three, List.of(task), SETTINGS.withSharing(false))) {
            List<Outcome> expected = score(alone, group);
            for (int i = 0; i < 3; i++) {
                List<Outcome> found = score(sharing, group);
                for (int c = 0; c < group.length; c++) {
                    assertThat(nll(found.get(c))).isEqualTo(nll(expected.get(c)));
                }
            }
        }
    }

    @Test
    void eachTensorIsReadOnceForAllPathsThroughIt() {
        try (var scorer = scorer(SETTINGS)) {
            score(scorer, path("a:0 b:0 a:0 a:0"), path("b:0 a:0"));
            score(scorer, path("b:0 b:0"));
            Map<String, Integer> ofA = ((KeyedWeights) models.get("a")).reads();
            ofA.remove("epsilon"); // a constant, compared in each call
            assertThat(ofA.values()).containsOnly(1);
            Map<String, Integer> ofB = ((KeyedWeights) models.get("b")).reads();
            ofB.remove("epsilon");
            assertThat(ofB.values()).containsOnly(1);
            assertThat(ofB.keySet()).allMatch(name -> name.startsWith("layers.0."));
        }
    }

    @Test
    void aCandidateThatFailsHarmsNoOtherOfItsGroup() {
        models.put("short", KeyedWeights.of(ofA.without("layers.1.mlp.up.weight"), "short"));
        models.put(
                "thin",
                KeyedWeights.of(ofA.reshaped("layers.1.mlp.up.bias", Shape.of(4, 8)), "thin"));
        models.put("broken", KeyedWeights.of(new Broken(ofA, "layers.2.mlp.up.bias"), "broken"));
        models.put("other", KeyedWeights.of(ofA.with("epsilon", 1), "other"));
        LayerPool wide = PathPools.of(vit, "a", "b", "short", "thin", "broken", "other");
        try (var scorer = PathScorer.open(wide, List.of(task), SETTINGS)) {
            List<Outcome> group =
                    score(
                            scorer,
                            path("a:0 short:1"),
                            path("a:0 a:1"),
                            path("a:0 thin:1"),
                            path("a:0 a:1 broken:2 a:1"),
                            path("a:0 other:1"),
                            path("a:0 a:3"),
                            path("a:0 broken:2 a:1"),
                            path("a:0 short:0 a:1"));
            assertThat(nll(group.get(1))).isEqualTo(alone(path("a:0 a:1")));
            assertThat(scored(group.get(1)).calls().saved()).isZero();
            assertThat(nll(group.get(7))).hasSize(40);
            assertFailed(
                    group.get(0), "Graph 'vit' needs a tensor 'layers.1.mlp.up.weight' [32, 16]");
            assertFailed(group.get(2), "Tensor 'layers.1.mlp.up.bias' must be floats of [32]");
            assertFailed(group.get(3), "scoring broke off: java.lang.IllegalStateException: torn");
            assertFailed(group.get(4), "Tensor 'epsilon' is a constant of graph 'vit'");
            assertFailed(group.get(5), "Model 'a' has layers 0 to 2, found 3.");
            assertFailed(group.get(6), "scoring broke off: java.lang.IllegalStateException: torn");
            assertThat(nll(scorer, path("a:0 a:1"))).isEqualTo(alone(path("a:0 a:1")));
        }
    }

    @Test
    void aModelWithoutTheOutputGivesLayersAndNoHead() {
        LayerPool mixed =
                LayerPool.of("a", Map.of("a", PathPools.cut(vit), "b", PathPools.cut(other())));
        try (var scorer = PathScorer.open(mixed, List.of(task), SETTINGS)) {
            List<Outcome> group =
                    score(
                            scorer,
                            path("a:0 b:1"),
                            PathPools.path(models, "b", Scaling.BRANCHES, "a:0"));
            assertThat(nll(group.getFirst())).isEqualTo(alone(path("a:0 b:1")));
            assertFailed(
                    group.get(1), "The head of model 'b' gives vectors, found output 'features'.");
        }
    }

    /** The same graph with another name for its output. */
    private Graph other() {
        List<Node> nodes =
                vit.nodes().stream()
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
        List<ValueInfo> outputs = List.of(vit.outputs().getFirst().withName("vectors"));
        return vit.withNodes(nodes).withOutputs(outputs);
    }

    private float[] alone(PathCandidate candidate) {
        try (var scorer = scorer(SETTINGS)) {
            return nll(scorer, candidate);
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
    void activationsThatOverflowGiveScoresThatAreNotFiniteToThatCandidateOnly() {
        models.put(
                "huge", KeyedWeights.of(ofA.with("layers.1.mlp.down.bias", Float.MAX_VALUE), "h"));
        LayerPool wide = PathPools.of(vit, "a", "huge");
        try (var scorer = PathScorer.open(wide, List.of(task), SETTINGS)) {
            float[] expected = nll(scorer, path("a:0 a:1"));
            List<Outcome> group = score(scorer, path("a:0 huge:1 huge:1 a:0"), path("a:0 a:1"));
            float[] overflown = nll(group.getFirst());
            assertThat(Stream.of(overflown[0], overflown[39])).noneMatch(Float::isFinite);
            assertThat(nll(group.get(1))).isEqualTo(expected);
        }
    }

    @Test
    void theLongestPathNeedsNoMoreMemoryThanAShortOne() {
        String longest = String.join(" ", Collections.nCopies(LayerPath.MOST_LAYERS, "a:0"));
        Task one = TestTasks.of("digits", 16, 10, 1, 5);
        try (var scorer = PathScorer.open(pool, List.of(one), SETTINGS.withMemoryBytes(100_000))) {
            for (int i = 0; i < 2; i++) {
                LayerCalls calls = scored(score(scorer, path(longest + " a:1")).getFirst()).calls();
                assertThat(calls.done() + calls.saved()).isEqualTo(LayerPath.MOST_LAYERS + 1);
            }
            assertThat(scorer.engine().prefixes().bytes()).isLessThan(100_000);
        }
    }

    @Test
    void memoryForLessThanThePoolsWeightsChangesNoBitAndIsNotExceeded() {
        PathCandidate[] group = {
            path("a:0 b:1 a:2 b:0"), path("a:0 b:1 b:2 a:1"), path("a:0 a:1"), path("b:2 a:0 a:1")
        };
        try (var roomy = scorer(SETTINGS);
                var bare = scorer(SETTINGS.withMemoryBytes(leastBytes()));
                var tight = scorer(SETTINGS.withMemoryBytes(leastBytes() + 60_000))) {
            assertThat(tight.notes())
                    .singleElement()
                    .asString()
                    .startsWith("Weights are read again and again: those of all models take ");
            for (int i = 0; i < 3; i++) {
                List<Outcome> expected = score(roomy, group);
                for (PathScorer scorer : List.of(bare, tight)) {
                    List<Outcome> found = score(scorer, group);
                    for (int c = 0; c < group.length; c++) {
                        assertThat(nll(found.get(c))).isEqualTo(nll(expected.get(c)));
                    }
                    long most =
                            scorer.engine().weights().mostBytes()
                                    + scorer.engine().prefixes().bytes();
                    assertThat(most).isLessThanOrEqualTo(leastBytes() + 60_000 - liveBytes());
                }
            }
        }
    }

    /** Three states of 16 items with 16 positions of 16 floats, and the output. */
    private static long liveBytes() {
        return 3 * 16 * 16 * 16 * 4 + 16 * 16 * 4;
    }

    /** The least memory, as the message says it. */
    private long leastBytes() {
        try (var scorer = scorer(SETTINGS.withMemoryBytes(1))) {
            throw new AssertionError(scorer.notes());
        } catch (WrongUseException e) {
            assertThat(e)
                    .hasMessageMatching(
                            "memory must hold the weights of the largest step, \\d+ bytes, and the"
                                    + " values of a batch between steps, \\d+ bytes, together \\d+,"
                                    + " but is 1\\. Maybe a smaller batch\\.");
            String together = e.getMessage().replaceAll(".*together (\\d+),.*", "$1");
            return Long.parseLong(together);
        }
    }

    @Test
    void theLeastMemoryIsThatOfTheLargestStepAndTheStatesOfABatch() {
        long layer =
                models.get("a").info("layers.0.mlp.up.weight").orElseThrow().bytes() * 2
                        + 4 * 16 * 16 * 4
                        + (4 * 16 + 4 * 16 + 32 + 16) * 4;
        assertThat(leastBytes()).isEqualTo(layer + liveBytes());
    }

    @Test
    void fewerRunnersWhereMemoryIsShort() {
        try (var scorer = scorer(SETTINGS.withThreads(4).withMemoryBytes(2 * leastBytes()))) {
            assertThat(scorer.runnerCount()).isEqualTo(2);
            assertThat(scorer.notes().getFirst()).startsWith("2 instead of 4 runners: ");
        }
    }

    @Test
    void manyMergedModelsLeaveNativeMemoryFlat() {
        try (var scorer = scorer(SETTINGS.withMemoryBytes(leastBytes() + 100_000))) {
            least(scorer, 0, 100);
            long before = least(scorer, 100, 200);
            least(scorer, 200, 1700);
            long after = least(scorer, 1700, 1800);
            // a candidate's weights are 30 kB: a leak is 45 MB and above, the noise about 10
            assertThat(after - before).isLessThan(25 << 20);
        }
    }

    /** The least of many readings, since the compiler of Java borrows memory for a while. */
    private long least(PathScorer scorer, int from, int to) {
        long least = Long.MAX_VALUE;
        for (int i = from; i < to; i++) {
            WeightSource merged = ofA.with("layers.1.mlp.up.bias", i);
            models.put("b", i % 2 == 0 ? merged : KeyedWeights.of(merged, i));
            score(scorer, path("a:0 b:1 a:2*0.5"), path("a:0 b:1 b:2"));
            least = Math.min(least, NativeMemory.bytesInUse());
        }
        return least;
    }

    @Test
    void whatTheGraphScorerTellsThePathScorerTellsToo() {
        try (GraphScorer graph = Scorer.open(vit, List.of(task), SETTINGS);
                GraphScorer paths = scorer(SETTINGS.withWeights(WeightMode.INITIALIZERS))) {
            assertThat(paths.weightNames()).isEqualTo(graph.weightNames());
            assertThat(paths.itemCount("digits", Split.SEARCH)).isEqualTo(40);
            assertThat(paths.metric(NLL)).isSameAs(graph.metric(NLL));
            assertThat(paths.provider()).isEqualTo(graph.provider());
            assertThat(paths.weights()).isEqualTo(WeightMode.FEED);
            assertThat(paths.notes()).singleElement().asString().startsWith("Weights of layer");
            paths.requireFits(ofB);
            assertThatThrownBy(() -> paths.requireFits(ofA.without("norm.bias")))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("Graph 'vit' needs a tensor 'norm.bias'");
        }
    }

    @Test
    void latencyIsOfAPathAlone() {
        try (var scorer = scorer(SETTINGS)) {
            assertThat(scorer.millisPerItem(path("a:0 a:1"))).isPositive();
            assertThat(scorer.engine().prefixes().bytes()).isZero();
            assertThatThrownBy(() -> scorer.millisPerItem(path("a:4")))
                    .isInstanceOf(WrongUseException.class)
                    .hasMessage("Model 'a' has layers 0 to 2, found 4.");
        }
    }
}
