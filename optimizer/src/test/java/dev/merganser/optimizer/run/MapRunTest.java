package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.algorithm.Evidence;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.surrogate.FrontSettings;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.recipes.recipe.Recipe;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Surrogate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;

class MapRunTest {

    private static final int DESIGN = 12;

    @TempDir private Path temp;

    private static SearchPlan plan(int evaluations) {
        return plan(evaluations, List.of());
    }

    private static SearchPlan plan(int evaluations, List<Recipe> starts) {
        SearchPlan plan = FakeSearch.plan(choice(), evaluations, List.of());
        return new SearchPlan(
                plan.constraints(),
                plan.genome(),
                plan.algorithm(),
                plan.baselines(),
                starts,
                plan.evaluations(),
                plan.closingSplits());
    }

    private static AlgorithmChoice choice() {
        MapSettings patient =
                new MapSettings(
                                MapSettings.DEFAULT.sampling(),
                                FrontSettings.DEFAULT.withPatience(6))
                        .withInitial(DESIGN);
        return new AlgorithmChoice("map", OptionalInt.empty(), OptionalDouble.empty(), 1, 7)
                .withMap(patient);
    }

    private static Journal journal(Path root) {
        return JournalReader.read(new RunFolder(root).journal());
    }

    private static RunState state(Path root) {
        return RunState.replay(journal(root));
    }

    private static void assertSameRun(Path one, Path other) {
        assertThat(JournalEquality.difference(journal(one), journal(other))).isEmpty();
        assertThat(state(other).fronts()).isEqualTo(state(one).fronts());
    }

    @Test
    void theDesignIsFollowedByRoundsThatKeepTheirPromises() {
        FakeSearch.run(temp, plan(40), FakeSearch.scorer(), 2);
        RunState state = state(temp);
        assertThat(state.proposed(CandidateId.of(1)).orElseThrow().origin()).isEqualTo("design");
        assertThat(state.proposed(CandidateId.of(DESIGN)).orElseThrow().origin())
                .isEqualTo("design");
        assertThat(state.proposed(CandidateId.of(DESIGN + 1)).orElseThrow().origin())
                .isIn("surrogate", "known");
        Event.Fit first = state.fits().getFirst();
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.points()).isGreaterThan(DESIGN);
        assertThat(first.surrogates()).containsOnlyKeys("left.nll", "right.accuracy");
        assertThat(first.surrogates().values())
                .extracting(Surrogate::r2)
                .allMatch(r2 -> r2.orElseThrow() > 0.999);
        assertThat(first.promises()).containsOnlyKeys(13, 14, 15, 16, 17);
        first.promises()
                .forEach(
                        (number, promised) -> {
                            Event.Scored scored =
                                    state.scored(CandidateId.of(number), Split.SEARCH.key())
                                            .orElseThrow();
                            promised.forEach(
                                    (objective, value) ->
                                            assertThat(scored.objectives().get(objective))
                                                    .isCloseTo(value, offset(0.02)));
                        });
    }

    @Test
    void aSettledFrontEndsTheRun() {
        assertThat(FakeSearch.run(temp, plan(5000), FakeSearch.scorer(), 2))
                .isEqualTo(StopReason.CONVERGED);
        assertThat(state(temp).evaluations()).isBetween(DESIGN + 30, 300);
    }

    @Test
    void theJournalIsTheSameForAnyNumberOfThreads() {
        for (int threads : List.of(1, 2, 4)) {
            FakeSearch.run(temp.resolve("" + threads), plan(45), FakeSearch.scorer(), threads);
        }
        assertSameRun(temp.resolve("1"), temp.resolve("2"));
        assertSameRun(temp.resolve("1"), temp.resolve("4"));
    }

    @Test
    void aRunThatIsKilledTenTimesEndsAsTheUnbrokenOne() throws IOException {
        RecipeScorer scorer =
                FakeSearch.failing(
                        recipe ->
                                recipe.mergeMethod().equals("task_arithmetic")
                                        && recipe.toString().hashCode() % 5 == 0);
        FakeSearch.run(temp.resolve("whole"), plan(45), scorer, 2);
        assertThat(state(temp.resolve("whole")).failed(Split.SEARCH.key())).isNotEmpty();
        Path broken = temp.resolve("broken");
        FakeSearch.run(broken, plan(45), scorer, 2);
        var random = new Random(5);
        for (int kill = 0; kill < 10; kill++) {
            cut(new RunFolder(broken).journal(), random);
            FakeSearch.run(broken, plan(45), scorer, 1 + kill % 3);
        }
        assertSameRun(temp.resolve("whole"), broken);
    }

    private static void cut(Path journal, Random random) throws IOException {
        try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(1 + random.nextLong(file.size() - 1));
        }
    }

    @Test
    void theUsersRecipesComeFirstAndNoOtherStarts() {
        Recipe own = plan(40).genome().decode(List.of(0.5, 0.25, 0.75));
        FakeSearch.run(temp, plan(20, List.of(own)), FakeSearch.scorer(), 2);
        RunState state = state(temp);
        assertThat(state.proposed(CandidateId.of(1)).orElseThrow().origin()).isEqualTo("start");
        assertThat(state.recipe(CandidateId.of(1))).contains("0.25");
        for (int number = 2; number <= DESIGN; number++) {
            assertThat(state.proposed(CandidateId.of(number)).orElseThrow().origin())
                    .isEqualTo("design");
        }
        assertThat(state.proposed(CandidateId.of(DESIGN + 1)).orElseThrow().origin())
                .isIn("surrogate", "known");
    }

    @Test
    void baselinesAreKnownFreeOfCharge() {
        FakeSearch.run(temp, plan(20), FakeSearch.scorer(), 2);
        try (RunLog log =
                        RunLog.resume(new RunFolder(temp).journal(), new RunFolder(temp).scores());
                ScoringPool pool = new ScoringPool(FakeSearch.scorer(), 1)) {
            var scoring = new Scoring(log, pool, FakeSearch.QUANTITIES);
            ReferencePoint reference = log.state().reference().orElseThrow();
            var guards =
                    new Guards(
                            List.of(),
                            log.state()
                                    .scored(CandidateId.baseline(1), Split.SEARCH.key())
                                    .orElseThrow(),
                            FakeSearch.QUANTITIES,
                            reference);
            Evidence evidence = new KnownPoints(plan(20), scoring, guards).evidence(reference);
            assertThat(evidence.points())
                    .extracting(Evidence.Point::genes)
                    .startsWith(
                            List.of(0.0, 0.0, 0.0),
                            List.of(1.0, 0.0, 0.0),
                            List.of(0.0, 1.0, 0.0),
                            List.of(0.0, 0.0, 1.0))
                    .doesNotHaveDuplicates();
            // λ 0.3, the best λ and the best weights
            assertThat(evidence.points()).hasSizeBetween(6, 7);
            assertThat(evidence.reference().orElseThrow())
                    .isEqualTo(reference.costs(reference.point()));
        }
    }
}
