package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.settings.ConstraintSettings;
import dev.merganser.optimizer.settings.MeasureSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class SearchEngineTest {

    @TempDir private Path temp;

    @ParameterizedTest
    @ValueSource(
            strings = {"random", "latin_hypercube", "nsga2", "cmaes", "sep_cmaes", "portfolio"})
    void theBudgetCountsEvaluationsAndTheFrontIsScoredOnAllSplits(String algorithm) {
        assertThat(FakeSearch.run(temp, FakeSearch.plan(algorithm, 16, 60), FakeSearch.scorer(), 2))
                .isEqualTo(StopReason.BUDGET);
        RunState state = state(temp);
        assertThat(state.evaluations()).isEqualTo(60);
        assertThat(state.front()).isNotEmpty();
        for (CandidateId id : state.front()) {
            assertThat(state.scored(id, Split.VALIDATION.key())).isPresent();
            assertThat(state.scored(id, Split.TEST.key())).isPresent();
        }
        assertThat(state.baselines()).hasSize(10);
        assertThat(state.scored(CandidateId.baseline(10), Split.TEST.key())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void theJournalIsTheSameForAnyNumberOfThreads(int lag) {
        SearchPlan plan = FakeSearch.plan("portfolio", lag, 120);
        for (int threads : List.of(1, 2, 4)) {
            FakeSearch.run(temp.resolve("" + threads), plan, FakeSearch.scorer(), threads);
        }
        assertSameRun(temp.resolve("1"), temp.resolve("2"));
        assertSameRun(temp.resolve("1"), temp.resolve("4"));
    }

    @Test
    void aRunThatIsKilledTenTimesEndsAsTheUnbrokenOne() throws IOException {
        SearchPlan plan = FakeSearch.plan(120);
        FakeSearch.run(temp.resolve("whole"), plan, FakeSearch.scorer(), 2);
        Path broken = temp.resolve("broken");
        FakeSearch.run(broken, plan, FakeSearch.scorer(), 2);
        var random = new Random(5);
        for (int kill = 0; kill < 10; kill++) {
            cut(new RunFolder(broken).journal(), random);
            FakeSearch.run(broken, plan, FakeSearch.scorer(), 1 + kill % 3);
        }
        assertSameRun(temp.resolve("whole"), broken);
    }

    @Test
    void groupsChangeNoJournal() {
        SearchPlan plan = FakeSearch.plan("nsga2", 16, 120);
        FakeSearch.run(temp.resolve("alone"), plan, FakeSearch.scorer(), 2);
        for (int threads : List.of(1, 2, 4)) {
            var largest = new AtomicInteger();
            FakeSearch.run(
                    temp.resolve("" + threads),
                    plan,
                    FakeSearch.grouped(64, size -> largest.accumulateAndGet(size, Math::max)),
                    threads);
            assertSameRun(temp.resolve("alone"), temp.resolve("" + threads));
            assertThat(largest).hasValueGreaterThan(1);
            assertThat(state(temp.resolve("" + threads)).layerCalls().all()).isEqualTo(4 * 120);
            assertThat(state(temp.resolve("" + threads)).layerCalls().saved()).isPositive();
        }
        assertThat(state(temp.resolve("alone")).layerCalls()).isEqualTo(LayerCalls.NONE);
    }

    @Test
    void oneThreadGetsAllThatMayBeUnderWay() {
        List<Integer> sizes = new ArrayList<>();
        FakeSearch.run(
                temp, FakeSearch.plan("nsga2", 16, 60), FakeSearch.grouped(64, sizes::add), 1);
        // baselines and scans alone, then groups of what may be under way and repeats nothing
        assertThat(sizes).startsWith(1).anyMatch(size -> size > 8 && size <= 16);
    }

    @Test
    void aKilledRunInGroupsEndsAsTheUnbrokenOne() throws IOException {
        SearchPlan plan = FakeSearch.plan(120);
        FakeSearch.run(temp.resolve("whole"), plan, FakeSearch.grouped(64, _ -> {}), 2);
        Path broken = temp.resolve("broken");
        FakeSearch.run(broken, plan, FakeSearch.grouped(64, _ -> {}), 2);
        var random = new Random(6);
        for (int kill = 0; kill < 10; kill++) {
            cut(new RunFolder(broken).journal(), random);
            FakeSearch.run(broken, plan, FakeSearch.grouped(64, _ -> {}), 1 + kill % 3);
        }
        assertSameRun(temp.resolve("whole"), broken);
    }

    @Test
    void aGroupThatBreaksOffIsScoredOneByOne() {
        RecipeScorer alone = FakeSearch.grouped(64, _ -> {});
        RecipeScorer scorer =
                new RecipeScorer() {
                    @Override
                    public Evaluation score(Recipe recipe, Split split) {
                        return alone.score(recipe, split);
                    }

                    @Override
                    public List<Evaluation> scoreGroup(List<Recipe> group, Split split) {
                        throw new IllegalStateException("a bug");
                    }

                    @Override
                    public int largestGroup() {
                        return 8;
                    }
                };
        FakeSearch.run(temp, FakeSearch.plan("nsga2", 16, 40), scorer, 2);
        assertThat(state(temp).failed("search")).isEmpty();
        assertThat(state(temp).evaluations()).isEqualTo(40);
    }

    /** What is left of a journal after a kill: its head, up to any byte; scores may be ahead. */
    private static void cut(Path journal, Random random) throws IOException {
        try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(1 + random.nextLong(file.size() - 1));
        }
    }

    @Test
    void aLongerBudgetExtendsARunAndMarksTestAsSeen() {
        FakeSearch.run(temp.resolve("short"), FakeSearch.plan(40), FakeSearch.scorer(), 2);
        assertThat(state(temp.resolve("short")).testSeen()).isFalse();
        FakeSearch.run(temp.resolve("short"), FakeSearch.plan(90), FakeSearch.scorer(), 2);
        FakeSearch.run(temp.resolve("long"), FakeSearch.plan(90), FakeSearch.scorer(), 2);
        assertThat(state(temp.resolve("short")).testSeen()).isTrue();
        assertThat(state(temp.resolve("short")).front())
                .isEqualTo(state(temp.resolve("long")).front());
    }

    @Test
    void aFailedCandidateIsRecordedAndTheSearchGoesOn() {
        var calls = new AtomicInteger();
        RecipeScorer scorer =
                FakeSearch.failing(
                        recipe ->
                                recipe.mergeMethod().equals("task_arithmetic")
                                        && recipe.toString().hashCode() % 3 == 0
                                        && calls.incrementAndGet() > 0);
        FakeSearch.run(temp, FakeSearch.plan("nsga2", 16, 60), scorer, 2);
        assertThat(state(temp).failed("search")).isNotEmpty();
        assertThat(state(temp).evaluations()).isEqualTo(60);
    }

    @Test
    void anExceptionInOneCandidateIsAFailureAndNotTheEnd() {
        RecipeScorer scorer =
                (recipe, split) -> {
                    if (recipe.mergeMethod().equals("task_arithmetic")
                            && recipe.toString().hashCode() % 4 == 0) {
                        throw new IllegalStateException("a bug");
                    }
                    return FakeSearch.scorer().score(recipe, split);
                };
        FakeSearch.run(temp, FakeSearch.plan("nsga2", 16, 40), scorer, 2);
        assertThat(state(temp).failed("search")).isNotEmpty();
    }

    @Test
    void aSearchThatFindsNothingNewEnds() {
        SearchPlan plan = FakeSearch.plan("nsga2", 1, 5_000_000);
        var tiny =
                new SearchPlan(
                        List.of(),
                        new OneRecipe(plan),
                        plan.algorithm(),
                        plan.baselines(),
                        List.of(),
                        plan.evaluations(),
                        plan.closingSplits());
        assertThat(FakeSearch.run(temp, tiny, FakeSearch.scorer(), 2))
                .isEqualTo(StopReason.CONVERGED);
        assertThat(state(temp).evaluations()).isEqualTo(1);
        assertThat(state(temp).hits()).isEqualTo(80);
    }

    /** Every gene vector is the same recipe. */
    private record OneRecipe(SearchPlan plan) implements dev.merganser.optimizer.space.Genome {
        @Override
        public int size() {
            return 3;
        }

        @Override
        public dev.merganser.recipes.recipe.Recipe decode(List<Double> genes) {
            return plan.genome().decode(List.of(0.11, 0.22, 0.33));
        }

        @Override
        public java.util.Optional<List<Double>> encode(dev.merganser.recipes.recipe.Recipe recipe) {
            return java.util.Optional.empty();
        }
    }

    @Test
    void anotherSeedThanTheJournalsIsRefused() {
        FakeSearch.run(temp, FakeSearch.plan("nsga2", 16, 40), FakeSearch.scorer(), 2);
        SearchPlan other = FakeSearch.plan("random", 16, 60);
        assertThatThrownBy(() -> FakeSearch.run(temp, other, FakeSearch.scorer(), 2))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("must be proposed as the journal says");
    }

    @Test
    void aStopSignalEndsTheLoopAndLeavesTheFrontUnscored() {
        var signal = new StopSignal();
        var calls = new AtomicInteger();
        RecipeScorer scorer =
                (recipe, split) -> {
                    if (calls.incrementAndGet() == 130) {
                        signal.interrupt();
                    }
                    return FakeSearch.scorer().score(recipe, split);
                };
        assertThat(FakeSearch.run(temp, FakeSearch.plan(10_000), scorer, 2, signal))
                .isEqualTo(StopReason.INTERRUPTED);
        assertThat(state(temp).front()).isNotEmpty();
        assertThat(state(temp).scored(CandidateId.baseline(1), Split.VALIDATION.key())).isEmpty();
    }

    @Test
    void aGuardKeepsWorseCandidatesOffTheFront() {
        var guard =
                new ConstraintSettings(
                        new MeasureSettings("left.accuracy", "left", "accuracy"),
                        ConstraintSettings.Side.AT_LEAST,
                        OptionalDouble.of(0.8));
        FakeSearch.run(
                temp, FakeSearch.plan("nsga2", 16, 80, List.of(guard)), FakeSearch.scorer(), 2);
        RunState state = state(temp);
        assertThat(state.front()).isNotEmpty();
        for (CandidateId id : state.front()) {
            Event.Scored scored = state.scored(id, Split.SEARCH.key()).orElseThrow();
            assertThat(scored.measures().get("left.accuracy")).isGreaterThanOrEqualTo(0.8);
        }
    }

    private static RunState state(Path root) {
        return RunState.replay(journal(root));
    }

    private static Journal journal(Path root) {
        return JournalReader.read(new RunFolder(root).journal());
    }

    private static void assertSameRun(Path one, Path other) {
        assertThat(JournalEquality.difference(journal(one), journal(other))).isEmpty();
        assertThat(state(one).fronts()).isEqualTo(state(other).fronts());
        assertThat(Files.exists(new RunFolder(one).journal())).isTrue();
    }
}
