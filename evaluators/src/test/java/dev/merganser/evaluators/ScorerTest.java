package dev.merganser.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;

import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.Tensor;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

class ScorerTest {

    private static final Measure ACCURACY = new Measure("digits", "accuracy");
    private static final Measure NLL = new Measure("digits", "nll");
    private static final RuntimeSettings SETTINGS =
            RuntimeSettings.defaults()
                    .withProvider(new Provider.Cpu())
                    .withThreads(1)
                    .withBatch(32);

    private final Graph graph = TestModels.vit();
    private final Task task = TestTasks.of("digits", 16, 10, 75, 5);

    @Test
    void fedWeightsScoreAsConstantOnes() throws Exception {
        var candidate = FakeWeights.of(TestModels.vit(3, 16, 2, 32, 99));
        float[] expected = nllWithConstantWeights(TestModels.vit(3, 16, 2, 32, 99));
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS)) {
            var scores = scorer.score(candidate, Split.SEARCH, Set.of(NLL, ACCURACY));

            assertThat(scores).containsOnlyKeys(NLL, ACCURACY);
            assertThat(scores.get(NLL)).hasSize(75);
            for (int i = 0; i < 75; i++) {
                assertThat(scores.get(NLL)[i]).isCloseTo(expected[i], Offset.offset(1e-4f));
            }
        }
    }

    private float[] nllWithConstantWeights(Graph constant) throws Exception {
        var environment = OrtEnvironment.getEnvironment();
        var items = TestTasks.images(75, 10, 5);
        var head = TestTasks.head(16, 10, 5);
        float[] expected = new float[items.count()];
        float[] logits = new float[10];
        try (var session = environment.createSession(GraphWriter.encode(constant))) {
            for (int i = 0; i < expected.length; i++) {
                var input =
                        ByteBuffer.allocateDirect(28 * 28 * 4)
                                .order(ByteOrder.nativeOrder())
                                .put(items.values(i, 1).asByteBuffer())
                                .flip()
                                .asFloatBuffer();
                try (var image =
                                OnnxTensor.createTensor(
                                        environment, input, new long[] {1, 28, 28});
                        var result = session.run(Map.of("image", image))) {
                    var features = ((OnnxTensor) result.get(0)).getByteBuffer();
                    var row = Arena.ofAuto().allocate(64, 4);
                    row.copyFrom(MemorySegment.ofBuffer(features));
                    head.logits(row, 0, logits);
                    expected[i] = plainNll(logits, items.label(i));
                }
            }
        }
        return expected;
    }

    private static float plainNll(float[] logits, int label) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return (float) (Math.log(sum) - logits[label]);
    }

    @Test
    void scoresAreEqualBitsForOneTwoAndFourThreadsInAnyOrder() throws Exception {
        List<Map<Measure, float[]>> one = scoresWith(1);
        for (int threads : new int[] {2, 4}) {
            List<Map<Measure, float[]>> more = scoresWith(threads);
            for (int candidate = 0; candidate < one.size(); candidate++) {
                assertThat(more.get(candidate).get(NLL)).isEqualTo(one.get(candidate).get(NLL));
                assertThat(more.get(candidate).get(ACCURACY))
                        .isEqualTo(one.get(candidate).get(ACCURACY));
            }
        }
    }

    private List<Map<Measure, float[]>> scoresWith(int threads) throws Exception {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS.withThreads(threads));
                var pool = Executors.newFixedThreadPool(threads)) {
            assertThat(scorer.runnerCount()).isEqualTo(threads);
            List<Callable<Map<Measure, float[]>>> jobs =
                    IntStream.range(0, 12)
                            .<Callable<Map<Measure, float[]>>>mapToObj(
                                    seed ->
                                            () ->
                                                    scorer.score(
                                                            candidate(seed),
                                                            Split.SEARCH,
                                                            Set.of(NLL, ACCURACY)))
                            .toList();
            List<Map<Measure, float[]>> scores = new ArrayList<>();
            for (Future<Map<Measure, float[]>> job : pool.invokeAll(jobs)) {
                scores.add(job.get());
            }
            return scores;
        }
    }

    private static FakeWeights candidate(long seed) {
        return FakeWeights.of(TestModels.vit(3, 16, 2, 32, seed));
    }

    @Test
    void itWorksInAHostThatMadeAnEnvironmentAndOpensOneSessionPerDistinctSegment() {
        var host = OrtEnvironment.getEnvironment();
        try (var scorer =
                Scorer.open(
                        graph, List.of(task, TestTasks.of("fashion", 16, 4, 10, 6)), SETTINGS)) {
            assertThat(OrtEnvironment.getEnvironment()).isSameAs(host);
            assertThat(scorer.sessionCount()).isEqualTo(3);
            assertThat(scorer.weightNames()).hasSize(53).startsWith("patch.weight", "patch.bias");
            assertThat(scorer.itemCount("fashion", Split.VALIDATION)).isEqualTo(5);
            assertThat(scorer.provider().key()).isEqualTo("cpu");
        }
    }

    @Test
    void nanInAWeightGivesNanScoresAndLeavesTheNextCandidateAlone() {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS)) {
            float[] before = scorer.score(candidate(3), Split.SEARCH, Set.of(NLL)).get(NLL);
            var broken = candidate(3).with("layers.1.mlp.up.bias", Float.NaN);
            var scores = scorer.score(broken, Split.SEARCH, Set.of(NLL, ACCURACY));
            assertThat(scores.get(NLL)).containsOnly(Float.NaN);
            assertThat(scores.get(ACCURACY)).containsOnly(Float.NaN);
            assertThat(scorer.score(candidate(3), Split.SEARCH, Set.of(NLL)).get(NLL))
                    .isEqualTo(before);
        }
    }

    @Test
    void hugeWeightsGiveNanScores() {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS)) {
            var broken = candidate(3).with("norm.weight", Float.MAX_VALUE);
            assertThat(scorer.score(broken, Split.SEARCH, Set.of(ACCURACY)).get(ACCURACY))
                    .contains(Float.NaN);
        }
    }

    @Test
    void aMissingTensorAndAnotherShapeAreNamed() {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS)) {
            assertThatThrownBy(
                            () ->
                                    scorer.score(
                                            candidate(1).without("norm.bias"),
                                            Split.SEARCH,
                                            Set.of(NLL)))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Graph 'vit' needs a tensor 'norm.bias' [16], but the model has none of"
                                    + " that name. Maybe 'inspect GRAPH --checkpoint MODEL' shows"
                                    + " why.");
            assertThatThrownBy(
                            () ->
                                    scorer.score(
                                            candidate(1).reshaped("norm.bias", Shape.of(4, 4)),
                                            Split.SEARCH,
                                            Set.of(NLL)))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Tensor 'norm.bias' must be floats of [16] to fit graph 'vit', but is"
                                    + " F32 [4, 4].");
        }
    }

    @Test
    void aTensorThatDiffersFromAConstantOfTheGraphIsNamed() {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS)) {
            assertThatThrownBy(
                            () ->
                                    scorer.score(
                                            candidate(1).with("epsilon", 1),
                                            Split.SEARCH,
                                            Set.of(NLL)))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith(
                            "Tensor 'epsilon' is a constant of graph 'vit' and no weight, so it must"
                                    + " be equal in all models, but it is 1.0 instead of ");
        }
    }

    @Test
    void wrongMeasuresAndSplitsAreNamed() {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS)) {
            assertWrong(scorer, Split.TEST, NLL, "Task 'digits' has no test items.");
            assertWrong(
                    scorer,
                    Split.SEARCH,
                    new Measure("digit", "nll"),
                    "unknown task 'digit'. Did you mean 'digits'? Known: digits");
            assertWrong(
                    scorer,
                    Split.SEARCH,
                    new Measure("digits", "acuracy"),
                    "unknown metric 'acuracy'. Did you mean 'accuracy'? Known: accuracy, agreement, ece, entropy, kl_to_teachers, macro_f1, nll");
        }
    }

    private static void assertWrong(Scorer scorer, Split split, Measure measure, String message) {
        assertThatThrownBy(() -> scorer.score(candidate(1), split, Set.of(measure)))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(message);
    }

    @Test
    void aHeadOrItemsThatDoNotFitTheGraphAreRefusedAtOnce() {
        assertThatThrownBy(
                        () ->
                                Scorer.open(
                                        graph,
                                        List.of(TestTasks.of("digits", 20, 10, 8, 1)),
                                        SETTINGS))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Task 'digits': its head takes [batch, 20] features, but output 'features'"
                                + " of graph 'vit' is [batch, 16].");
    }

    @Test
    void fewerRunnersWhereMemoryIsShort() {
        long one =
                graph.initializers().stream()
                        .map(Initializer::tensor)
                        .filter(tensor -> tensor.dtype().isFloat())
                        .mapToLong(tensor -> tensor.info().bytes())
                        .sum();
        try (var scorer =
                Scorer.open(
                        graph, List.of(task), SETTINGS.withThreads(4).withMemoryBytes(2 * one))) {
            assertThat(scorer.runnerCount()).isEqualTo(2);
            assertThat(scorer.notes())
                    .singleElement()
                    .asString()
                    .startsWith("2 instead of 4 runners");
        }
        assertThatThrownBy(() -> Scorer.open(graph, List.of(task), SETTINGS.withMemoryBytes(100)))
                .isInstanceOf(WrongUseException.class)
                .hasMessageStartingWith("memory must hold one set of weights, ");
    }

    @Test
    void fiveHundredCandidatesLeaveNativeMemoryFlat() {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS)) {
            FakeWeights[] candidates = {candidate(1), candidate(2)};
            scoreAll(scorer, candidates, 50);
            long before = leastNativeBytes(scorer, candidates, 50);
            scoreAll(scorer, candidates, 300);
            long after = leastNativeBytes(scorer, candidates, 100);
            // a set of weights is 30 kB and the states of a candidate 400 kB: times 300 it would
            // show
            assertThat(after - before).isLessThan(40L << 20);
        }
    }

    /** The least of many readings, since the compiler of Java borrows memory for a while. */
    private static long leastNativeBytes(Scorer scorer, FakeWeights[] candidates, int times) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            scorer.score(candidates[i % 2], Split.SEARCH, Set.of(NLL));
            least = Math.min(least, NativeMemory.bytesInUse());
        }
        return least;
    }

    private static void scoreAll(Scorer scorer, FakeWeights[] candidates, int times) {
        for (int i = 0; i < times; i++) {
            scorer.score(candidates[i % 2], Split.SEARCH, Set.of(NLL));
        }
    }

    @Test
    void theBareLoopCountsItems() {
        try (var scorer = Scorer.open(graph, List.of(task), SETTINGS.withThreads(2))) {
            assertThat(BareLoop.measure(scorer, .05)).isPositive();
            List<Tensor> weights = scorer.graphWeights();
            assertThat(weights).hasSize(53);
        }
    }
}
