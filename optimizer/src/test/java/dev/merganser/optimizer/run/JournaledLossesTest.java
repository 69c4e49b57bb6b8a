package dev.merganser.optimizer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.merganser.evaluators.task.Split;
import dev.merganser.optimizer.algorithm.Proposal;
import dev.merganser.optimizer.coefficient.CoefficientMethod;
import dev.merganser.optimizer.coefficient.CoefficientSettings;
import dev.merganser.optimizer.coefficient.CoefficientSpace;
import dev.merganser.optimizer.coefficient.DescentSettings;
import dev.merganser.optimizer.coefficient.Estimator;
import dev.merganser.optimizer.coefficient.EstimatorSettings;
import dev.merganser.optimizer.settings.AlgorithmChoice;
import dev.merganser.optimizer.surrogate.MapSettings;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.results.RunFolder;
import dev.merganser.results.RunState;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalEquality;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** Searches whose algorithm asks for losses, without models. */
class JournaledLossesTest {

    private static final DescentSettings DESCENT = new DescentSettings(60, 0.02, 0, 0, 0, 5, 0);

    @TempDir private Path temp;

    private static SearchPlan plan(DescentSettings descent, Estimator estimator, int evaluations) {
        CoefficientSettings settings =
                CoefficientMethod.ADAMERGING
                        .defaults(7)
                        .withDescent(descent)
                        .withEstimation(new EstimatorSettings(estimator, false, 0.02, 2));
        return FakeSearch.plan(
                new AlgorithmChoice(
                        "adamerging",
                        OptionalInt.of(8),
                        OptionalDouble.empty(),
                        16,
                        7,
                        MapSettings.DEFAULT,
                        Optional.empty(),
                        Optional.of(settings)),
                evaluations,
                List.of());
    }

    private static SearchPlan plan(int evaluations) {
        return plan(DESCENT, Estimator.REVERSE, evaluations);
    }

    private static StopReason run(Path root, SearchPlan plan, LossMeter meter, int threads) {
        return FakeSearch.run(
                root, plan, Optional.of(meter), FakeSearch.scorer(), threads, new StopSignal());
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
    void aDescentProposesItsPointsAndConverges() {
        assertThat(run(temp, plan(1000), FakeLosses.plain(), 2)).isEqualTo(StopReason.CONVERGED);
        RunState state = state(temp);
        assertThat(state.steps()).filteredOn(s -> s.kind() == StepKind.GRADIENT).hasSize(60);
        Event.Step last = state.steps().getLast();
        assertThat(last.total()).isLessThan(state.steps().getFirst().total());
        // the parting of the tasks, of which no weight can go below
        double least = 2 * (0.35 * 0.35 + 0.1 * 0.1 + 0.15 * 0.15);
        assertThat(heldOut(state))
                .last()
                .satisfies(t -> assertThat(t).isCloseTo(least, within(.02)));
        assertThat(state.scored(Split.VALIDATION.key())).isNotEmpty();
    }

    private static List<Double> heldOut(RunState state) {
        return state.steps().stream()
                .filter(step -> step.kind() == StepKind.HELD_OUT)
                .map(Event.Step::total)
                .toList();
    }

    @Test
    void forwardPassesCountInTheBudget() {
        assertThat(run(temp, plan(30), FakeLosses.plain(), 2)).isEqualTo(StopReason.BUDGET);
        RunState state = state(temp);
        assertThat(state.evaluations()).isEqualTo(30);
        long forwards = state.steps().stream().mapToLong(Event.Step::forwards).sum();
        assertThat(state.stepEvaluations()).isEqualTo((int) (forwards / (2 * FakeSearch.ITEMS)));
        assertThat(state.stepEvaluations()).isBetween(15, 29);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORWARD")
    void theJournalIsTheSameForAnyNumberOfThreads(Estimator estimator) {
        SearchPlan plan = plan(DESCENT, estimator, 30);
        for (int threads : List.of(1, 4)) {
            run(temp.resolve("" + threads), plan, FakeLosses.plain(), threads);
        }
        assertSameRun(temp.resolve("1"), temp.resolve("4"));
    }

    @ParameterizedTest
    @EnumSource(names = {"REVERSE", "SEP_CMAES"})
    void aRunThatIsKilledEndsAsTheUnbrokenOne(Estimator estimator) throws IOException {
        SearchPlan plan = plan(DESCENT, estimator, 30);
        run(temp.resolve("whole"), plan, new FakeLosses(true, _ -> {}), 2);
        Path broken = temp.resolve("broken");
        run(broken, plan, new FakeLosses(true, _ -> {}), 2);
        var random = new Random(5);
        for (int kill = 0; kill < 6; kill++) {
            cut(new RunFolder(broken).journal(), random);
            run(broken, plan, new FakeLosses(true, _ -> {}), 1 + kill % 3);
        }
        assertSameRun(temp.resolve("whole"), broken);
        if (estimator == Estimator.REVERSE) {
            assertThat(new RunFolder(broken).gradients())
                    .hasSameBinaryContentAs(new RunFolder(temp.resolve("whole")).gradients());
        }
    }

    /** What is left of a journal after a kill: its head, up to any byte; gradients may be ahead. */
    private static void cut(Path journal, Random random) throws IOException {
        try (var file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(1 + random.nextLong(file.size() - 1));
        }
    }

    @Test
    void whatTheJournalHoldsIsNotComputedAgain() {
        run(temp, plan(1000), new FakeLosses(true, _ -> {}), 2);
        List<StepKind> asked = new ArrayList<>();
        run(temp, plan(1000), new FakeLosses(true, asked::add), 2);
        assertThat(asked).isEmpty();
    }

    @Test
    void aRunThatGoesOnTellsTheMeterWhereItStarted() {
        run(temp.resolve("short"), plan(20), new FakeLosses(true, _ -> {}), 2);
        List<StepKind> asked = new ArrayList<>();
        run(temp.resolve("short"), plan(1000), new FakeLosses(true, asked::add), 2);
        assertThat(asked).startsWith(StepKind.START).filteredOn(StepKind.START::equals).hasSize(1);
        run(temp.resolve("long"), plan(1000), new FakeLosses(true, _ -> {}), 2);
        assertThat(state(temp.resolve("short")).steps())
                .extracting(Event.Step::point, Event.Step::total)
                .containsExactlyElementsOf(
                        state(temp.resolve("long")).steps().stream()
                                .map(s -> tuple(s.point(), s.total()))
                                .toList());
    }

    /** Losses that are those of another meter, but for what differs. */
    private interface Wrapped extends LossMeter {

        LossMeter whole();

        @Override
        default CoefficientSpace space() {
            return whole().space();
        }

        @Override
        default Optional<String> obstacle() {
            return whole().obstacle();
        }
    }

    /** Losses whose held-out part has its minimum at some value of the first weight. */
    private record Turning(LossMeter whole, double least) implements Wrapped {

        /** At .4, which the first weight passes early. */
        Turning(LossMeter whole) {
            this(whole, 0.4);
        }

        @Override
        public Optional<Measured> measure(StepKind kind, long draw, List<Double> coefficients) {
            Optional<Measured> loss = whole.measure(kind, draw, coefficients);
            double heldOut = Math.abs(coefficients.getFirst() - least);
            return kind == StepKind.HELD_OUT
                    ? loss.map(l -> new Measured(heldOut, l.tasks(), 3, 3, List.of()))
                    : loss;
        }
    }

    @Test
    void aBudgetThatEndsLeavesTheBestPointLastAndCostsNothingMore() {
        assertThat(run(temp, plan(30), new Turning(FakeLosses.plain()), 2))
                .isEqualTo(StopReason.BUDGET);
        RunState state = state(temp);
        assertThat(state.evaluations()).isEqualTo(30);
        List<Double> losses = heldOut(state);
        int best = losses.indexOf(Collections.min(losses)) + 1;
        assertThat(best).isBetween(2, losses.size() - 1);
        CandidateId last = CandidateId.of(losses.size() + 1);
        assertThat(state.proposed(last))
                .hasValueSatisfying(
                        each -> {
                            assertThat(each.origin()).isEqualTo(Proposal.CONCLUSION);
                            assertThat(each.parents()).containsExactly(best);
                        });
        assertThat(state.scored(last, Split.SEARCH.key()))
                .hasValueSatisfying(each -> assertThat(each.from()).contains(CandidateId.of(best)));
    }

    @Test
    void aRunThatGoesOnAfterItsBudgetGoesOnFromWhereItStood() {
        Path extended = temp.resolve("extended");
        for (int evaluations : List.of(20, 30, 30, 1000)) {
            run(extended, plan(evaluations), new Turning(FakeLosses.plain()), 2);
        }
        Path whole = temp.resolve("whole");
        assertThat(run(whole, plan(1000), new Turning(FakeLosses.plain()), 2))
                .isEqualTo(StopReason.CONVERGED);
        assertThat(recipes(extended)).isEqualTo(recipes(whole));
        // the ends at 20 and 30, and at the end of the descent
        assertThat(journal(extended).events())
                .filteredOn(e -> e instanceof Event.Proposed p && isConclusion(p))
                .hasSize(3);
    }

    @Test
    void theEndsOnTheWayDoNotCountAsProposalsThatFindNothingNew() {
        var still = new DescentSettings(2000, 1e-6, 0, 0, 0, 5, 0);
        Path extended = temp.resolve("extended");
        for (int evaluations : List.of(20, 60, 2000)) {
            SearchPlan plan = plan(still, Estimator.REVERSE, evaluations);
            run(extended, plan, new Turning(FakeLosses.plain(), 0), 2);
        }
        Path whole = temp.resolve("whole");
        SearchPlan plan = plan(still, Estimator.REVERSE, 2000);
        assertThat(run(whole, plan, new Turning(FakeLosses.plain(), 0), 2))
                .isEqualTo(StopReason.CONVERGED);
        assertThat(journal(extended).events())
                .filteredOn(e -> e instanceof Event.Proposed p && isConclusion(p))
                .hasSizeGreaterThan(1);
        assertThat(recipes(extended)).isEqualTo(recipes(whole));
    }

    /** Without those that are there once more. */
    private static List<String> recipes(Path root) {
        RunState state = state(root);
        return journal(root).events().stream()
                .filter(Event.Proposed.class::isInstance)
                .map(Event.Proposed.class::cast)
                .filter(each -> !isConclusion(each))
                .map(each -> state.recipe(each.candidate()))
                .toList();
    }

    private static boolean isConclusion(Event.Proposed proposal) {
        return proposal.origin().equals(Proposal.CONCLUSION);
    }

    /** Losses that are released; what happens is noted. */
    private record Noted(LossMeter whole, List<String> events) implements Wrapped {

        @Override
        public Optional<Measured> measure(StepKind kind, long draw, List<Double> coefficients) {
            events.add("asked");
            return whole.measure(kind, draw, coefficients);
        }

        @Override
        public void release() {
            events.add("released");
        }
    }

    @Test
    void whatLearningHoldsIsReleasedBetweenTheSearchAndTheScoresOfItsFront() {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        RecipeScorer scorer = FakeSearch.scorer();
        FakeSearch.run(
                temp,
                plan(30),
                Optional.of(new Noted(FakeLosses.plain(), events)),
                (recipe, split) -> {
                    events.add(split.key());
                    return scorer.score(recipe, split);
                },
                2,
                new StopSignal());
        assertThat(events).containsOnlyOnce("released");
        int released = events.indexOf("released");
        assertThat(events.subList(0, released)).containsOnly("asked", Split.SEARCH.key());
        assertThat(events.subList(released + 1, events.size()))
                .containsOnly(Split.VALIDATION.key(), Split.TEST.key());
    }

    @Test
    void anotherQuestionThanTheJournalsIsRefused() {
        run(temp, plan(20), FakeLosses.plain(), 2);
        SearchPlan faster =
                plan(new DescentSettings(60, 0.05, 0, 0, 0, 5, 0), Estimator.REVERSE, 40);
        assertThatThrownBy(() -> run(temp, faster, FakeLosses.plain(), 2))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("must be asked for as the journal says");
    }

    /** Losses of which some are NaN. */
    private record Spoilt(LossMeter whole, LongPredicate draws) implements Wrapped {

        @Override
        public Optional<Measured> measure(StepKind kind, long draw, List<Double> coefficients) {
            Optional<Measured> loss = whole.measure(kind, draw, coefficients);
            return draws.test(draw) && kind != StepKind.HELD_OUT ? loss.map(Spoilt::spoilt) : loss;
        }

        private static Measured spoilt(Measured loss) {
            Map<String, Double> tasks = new TreeMap<>(loss.tasks());
            tasks.put("left", Double.NaN);
            return new Measured(
                    Double.POSITIVE_INFINITY,
                    tasks,
                    loss.forwards(),
                    loss.items(),
                    loss.gradient());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FORWARD")
    void aLossThatIsNotFiniteIsAFactWithoutNumbersAndLeftOut(Estimator estimator) {
        SearchPlan plan = plan(DESCENT, estimator, 1000);
        LossMeter spoilt = new Spoilt(FakeLosses.plain(), draw -> draw == 7);
        assertThat(run(temp, plan, spoilt, 2)).isEqualTo(StopReason.CONVERGED);
        List<Event.Step> steps = state(temp).steps();
        assertThat(steps)
                .filteredOn(s -> s.draw() == 7)
                .isNotEmpty()
                .noneMatch(Event.Step::isFinite);
        assertThat(steps)
                .filteredOn(s -> s.draw() == 7)
                .allSatisfy(s -> assertThat(s.tasks()).containsOnlyKeys("right"));
        assertThat(steps).filteredOn(s -> s.draw() != 7).allMatch(Event.Step::isFinite);
        assertThat(steps.getLast().total()).isLessThan(0.4);
        // and once more from the journal, where nothing is asked
        List<StepKind> asked = new ArrayList<>();
        LossMeter silent = new Spoilt(new FakeLosses(false, asked::add), draw -> draw == 7);
        run(temp, plan, silent, 2);
        assertThat(asked).isEmpty();
    }

    @Test
    void manyLossesInARowThatAreNotFiniteEndTheRun() {
        LossMeter spoilt = new Spoilt(FakeLosses.plain(), draw -> draw >= 7);
        SearchPlan plan =
                plan(new DescentSettings(60, 0.02, 0, 0, 0, 30, 0), Estimator.REVERSE, 1000);
        for (int process = 0; process < 2; process++) {
            assertThatThrownBy(() -> run(temp, plan, spoilt, 2))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith(
                            "Losses must be finite now and then, but the last 20 were not, up to step 28 (gradient).");
            assertThat(state(temp).steps()).hasSize(28);
        }
    }

    @Test
    void aStartThatIsNotFiniteIsNoStartAtAll() {
        LossMeter spoilt = new Spoilt(new FakeLosses(true, _ -> {}), draw -> draw == 0);
        assertThatThrownBy(() -> run(temp, plan(1000), spoilt, 2))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "The loss where learning starts must be finite, found Infinity");
    }

    @Test
    void aStopSignalEndsALongDescentBetweenTwoLosses() {
        var signal = new StopSignal();
        var asked = new ArrayList<StepKind>();
        LossMeter meter =
                new FakeLosses(
                        false,
                        kind -> {
                            asked.add(kind);
                            if (asked.size() == 9) {
                                signal.interrupt();
                            }
                        });
        SearchPlan plan =
                plan(new DescentSettings(500, 0.02, 0, 0, 0, 100, 0), Estimator.REVERSE, 1000);
        StopReason reason =
                FakeSearch.run(temp, plan, Optional.of(meter), FakeSearch.scorer(), 2, signal);
        assertThat(reason).isEqualTo(StopReason.INTERRUPTED);
        assertThat(asked).hasSize(9);
        assertThat(state(temp).steps()).hasSize(9);
    }
}
