package dev.merganser.evaluators;

import static dev.merganser.evaluators.PathScoring.SETTINGS;
import static dev.merganser.evaluators.PathScoring.calls;
import static dev.merganser.evaluators.PathScoring.nll;
import static dev.merganser.evaluators.PathScoring.score;
import static dev.merganser.evaluators.PathScoring.scored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.PathScorer.LayerCalls;
import dev.merganser.evaluators.PathScorer.Outcome;
import dev.merganser.evaluators.path.PathCandidate;
import dev.merganser.evaluators.task.Task;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.Composition.LayerPath;
import dev.merganser.recipes.tensor.WeightSource;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

/** The memory that paths need and take. */
class PathMemoryTest {

    private final PathScoring given = new PathScoring();

    @Test
    void theLongestPathNeedsNoMoreMemoryThanAShortOne() {
        String longest = String.join(" ", Collections.nCopies(LayerPath.MOST_LAYERS, "a:0"));
        Task one = TestTasks.of("digits", 16, 10, 1, 5);
        try (var scorer =
                PathScorer.open(given.pool, List.of(one), SETTINGS.withMemoryBytes(100_000))) {
            for (int i = 0; i < 2; i++) {
                LayerCalls calls =
                        scored(score(scorer, given.path(longest + " a:1")).getFirst()).calls();
                assertThat(calls.done() + calls.saved()).isEqualTo(LayerPath.MOST_LAYERS + 1);
            }
            assertThat(scorer.engine().prefixes().bytes()).isLessThan(100_000);
        }
    }

    @Test
    void memoryForLessThanThePoolsWeightsChangesNoBitAndIsNotExceeded() {
        PathCandidate[] group = {
            given.path("a:0 b:1 a:2 b:0"),
            given.path("a:0 b:1 b:2 a:1"),
            given.path("a:0 a:1"),
            given.path("b:2 a:0 a:1")
        };
        try (var roomy = given.scorer(SETTINGS);
                var bare = given.scorer(SETTINGS.withMemoryBytes(leastBytes()));
                var tight = given.scorer(SETTINGS.withMemoryBytes(leastBytes() + 60_000))) {
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
        try (var scorer = given.scorer(SETTINGS.withMemoryBytes(1))) {
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
                given.models.get("a").info("layers.0.mlp.up.weight").orElseThrow().bytes() * 2
                        + 4 * 16 * 16 * 4
                        + (4 * 16 + 4 * 16 + 32 + 16) * 4;
        assertThat(leastBytes()).isEqualTo(layer + liveBytes());
    }

    @Test
    void fewerRunnersWhereMemoryIsShort() {
        try (var scorer = given.scorer(SETTINGS.withThreads(4).withMemoryBytes(2 * leastBytes()))) {
            assertThat(scorer.runnerCount()).isEqualTo(2);
            assertThat(scorer.notes().getFirst()).startsWith("2 instead of 4 runners: ");
        }
    }

    @Test
    void manyMergedModelsLeaveNativeMemoryFlat() {
        try (var scorer = given.scorer(SETTINGS.withMemoryBytes(leastBytes() + 100_000))) {
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
            WeightSource merged = given.ofA.with("layers.1.mlp.up.bias", i);
            given.models.put("b", i % 2 == 0 ? merged : KeyedWeights.of(merged, i));
            score(scorer, given.path("a:0 b:1 a:2*0.5"), given.path("a:0 b:1 b:2"));
            least = Math.min(least, NativeMemory.bytesInUse());
        }
        return least;
    }
}
