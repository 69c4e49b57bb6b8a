package dev.merganser.evaluators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.task.Split;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** How weights reach ONNX Runtime, and what is kept between candidates, changes no score. */
class WeightModesTest {

    private static final Measure NLL = new Measure("digits", "nll");
    private static final RuntimeSettings SETTINGS =
            RuntimeSettings.defaults()
                    .withProvider(new Provider.Cpu())
                    .withThreads(1)
                    .withBatch(16);

    private final Graph vit = TestModels.vit();
    private final Task task = TestTasks.of("digits", 16, 10, 40, 5);

    /**
     * Weights of a stem and of a rest, with keys that tell which.
     *
     * @param broken a tensor that cannot be read
     */
    private record Keyed(int stem, int rest, boolean withKeys, String broken)
            implements WeightSource {

        private static final Map<Integer, FakeWeights> MADE = new ConcurrentHashMap<>();

        static Keyed of(int stem, int rest) {
            return new Keyed(stem, rest, true, "");
        }

        Keyed withoutKeys() {
            return new Keyed(stem, rest, false, broken);
        }

        Keyed broken(String tensor) {
            return new Keyed(stem, rest, withKeys, tensor);
        }

        private int seed(String name) {
            return name.startsWith("patch") || name.startsWith("position") ? stem : rest;
        }

        private FakeWeights weights(String name) {
            return MADE.computeIfAbsent(
                    seed(name), seed -> FakeWeights.of(TestModels.vit(3, 16, 2, 32, seed)));
        }

        @Override
        public Optional<TensorInfo> info(String name) {
            return weights(name).info(name);
        }

        @Override
        public void read(String name, MemorySegment out) {
            if (name.equals(broken)) {
                throw new IllegalStateException("no " + name);
            }
            weights(name).read(name, out);
        }

        @Override
        public Optional<Object> key(String name) {
            return withKeys ? Optional.of(List.of(name, seed(name))) : Optional.empty();
        }
    }

    private Scorer scorer(RuntimeSettings settings) {
        return Scorer.open(vit, List.of(task), settings);
    }

    private static float[] score(Scorer scorer, WeightSource candidate) {
        return scorer.score(candidate, Split.SEARCH, Set.of(NLL)).get(NLL);
    }

    @Test
    void weightsInsideSessionsScoreAsFedOnes() {
        var cnnTask = TestTasks.of("digits", 32, 10, 40, 5);
        assertModesAgree(vit, task, FakeWeights.of(TestModels.vit(3, 16, 2, 32, 9)));
        assertModesAgree(TestModels.cnn(), cnnTask, FakeWeights.of(TestModels.cnn(8, 9)));
    }

    private static void assertModesAgree(Graph graph, Task task, WeightSource candidate) {
        try (var feed = Scorer.open(graph, List.of(task), SETTINGS.withWeights(WeightMode.FEED));
                var own =
                        Scorer.open(
                                graph,
                                List.of(task),
                                SETTINGS.withWeights(WeightMode.INITIALIZERS))) {
            assertThat(own.weights()).isEqualTo(WeightMode.INITIALIZERS);
            float[] before = score(own, FakeWeights.of(graph));
            assertThat(score(own, candidate)).isNotEqualTo(before);
            assertThat(score(own, candidate))
                    .containsExactly(score(feed, candidate), Offset.offset(1e-4f));
        }
    }

    @Test
    void autoSettlesOnOneOfTheTwo() {
        try (var scorer = scorer(SETTINGS)) {
            assertThat(scorer.weights()).isNotEqualTo(WeightMode.AUTO);
            assertThat(score(scorer, Keyed.of(1, 2))).doesNotContain(Float.NaN);
        }
        assertThat(WeightMode.parse("initializers")).isEqualTo(WeightMode.INITIALIZERS);
        assertThat(WeightMode.parse("FEED").key()).isEqualTo("feed");
        assertThatThrownBy(() -> WeightMode.parse("fed"))
                .isInstanceOf(WrongUseException.class)
                .hasMessage(
                        "weights must be one of auto, feed, initializers, found 'fed'. Did you mean"
                                + " 'feed'?");
    }

    @Test
    void autoFeedsWhereMemoryIsShort() {
        long one = vit.initializers().stream().mapToLong(i -> i.tensor().info().bytes()).sum();
        try (var scorer = scorer(SETTINGS.withMemoryBytes(one))) {
            assertThat(scorer.weights()).isEqualTo(WeightMode.FEED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FEED", "INITIALIZERS"})
    void aStemThatManyCandidatesShareIsRunOnceAndChangesNoBit(WeightMode mode) {
        var candidates =
                List.of(
                        Keyed.of(1, 1),
                        Keyed.of(1, 2),
                        Keyed.of(1, 3),
                        Keyed.of(2, 3),
                        Keyed.of(1, 3),
                        Keyed.of(2, 3));
        try (var keeping = scorer(SETTINGS.withWeights(mode));
                var plain = scorer(SETTINGS.withWeights(mode))) {
            for (Keyed candidate : candidates) {
                assertThat(score(keeping, candidate))
                        .isEqualTo(score(plain, candidate.withoutKeys()));
            }
            // kept from the second candidate on, found by the third: three batches each
            assertThat(keeping.prefixes().hits()).isEqualTo(3 + 3);
            assertThat(plain.prefixes().hits()).isZero();
        }
    }

    @Test
    void runnersShareStemsAndBitsDoNotDependOnWhoRanThem() {
        try (var two = scorer(SETTINGS.withThreads(2).withWeights(WeightMode.FEED));
                var one = scorer(SETTINGS.withWeights(WeightMode.FEED))) {
            List<float[]> found =
                    IntStream.range(0, 12)
                            .parallel()
                            .mapToObj(i -> score(two, Keyed.of(1, i % 4)))
                            .toList();
            for (int i = 0; i < 12; i++) {
                assertThat(found.get(i)).isEqualTo(score(one, Keyed.of(1, i % 4)));
            }
            assertThat(two.prefixes().hits()).isPositive();
        }
    }

    @Test
    void whatIsKeptStaysWithinTheMemory() {
        long weights = scorerBytes();
        long room = 36 << 10; // two batches of 16 items, 16 tokens, 16 floats, not one of 8 more
        try (var scorer = scorer(SETTINGS.withMemoryBytes(weights + room))) {
            for (int i = 0; i < 6; i++) {
                score(scorer, Keyed.of(1, i));
                assertThat(scorer.prefixes().bytes()).isLessThanOrEqualTo(room);
            }
            assertThat(scorer.prefixes().hits()).isEqualTo(2 * 4);
            for (int i = 0; i < 6; i++) {
                score(scorer, Keyed.of(2, i));
            }
            assertThat(scorer.prefixes().hits()).isEqualTo(4 * 4);
        }
    }

    private long scorerBytes() {
        try (var scorer = scorer(SETTINGS)) {
            return scorer.graphWeights().stream().mapToLong(weight -> weight.info().bytes()).sum();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FEED", "INITIALIZERS"})
    void aCandidateThatCannotBeReadLeavesTheNextOneAlone(WeightMode mode) {
        try (var scorer = scorer(SETTINGS.withWeights(mode))) {
            float[] expected = score(scorer, Keyed.of(1, 1));
            assertThatThrownBy(() -> score(scorer, Keyed.of(2, 2).broken("norm.weight")))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(score(scorer, Keyed.of(1, 1))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FEED", "INITIALIZERS"})
    void manyCandidatesLeaveNativeMemoryFlat(WeightMode mode) {
        int candidates = mode == WeightMode.FEED ? 2000 : 200;
        try (var scorer =
                Scorer.open(
                        vit,
                        List.of(TestTasks.of("digits", 16, 10, 8, 5)),
                        SETTINGS.withWeights(mode))) {
            Keyed[] changing = {Keyed.of(1, 1), Keyed.of(1, 2), Keyed.of(2, 2)};
            least(scorer, changing, candidates / 10);
            long before = least(scorer, changing, candidates / 10);
            least(scorer, changing, candidates);
            long after = least(scorer, changing, candidates / 10);
            // a candidate's weights are 30 kB, its sessions more: leaks are 60 MB and above
            assertThat(after - before).isLessThan(30L << 20);
        }
    }

    /** The least of many readings, since the compiler of Java borrows memory for a while. */
    private static long least(Scorer scorer, WeightSource[] candidates, int times) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            score(scorer, candidates[i % candidates.length]);
            least = Math.min(least, NativeMemory.bytesInUse());
        }
        return least;
    }
}
