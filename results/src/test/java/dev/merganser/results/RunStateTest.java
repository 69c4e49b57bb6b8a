package dev.merganser.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.journal.Event;
import dev.merganser.results.score.ScoreFiles;
import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.statistics.Wilson;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.Objective;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RunStateTest {
    private static final Objective A = Objective.of("a", "accuracy", Direction.MAXIMIZE);
    private static final Objective B = Objective.of("b", "nll", Direction.MINIMIZE);

    @TempDir Path folder;
    private final RunState state = RunState.empty();

    @Test
    void theFrontIsTheNewestThatWasRecorded() {
        start();
        assertThat(state.front()).isEmpty();
        assertThat(state.hypervolume()).isEmpty();
        state.apply(new Event.Front(List.of(2), 0.25));
        state.apply(new Event.Front(List.of(2, 5), 0.5));

        assertThat(state.front()).containsExactly(CandidateId.of(2), CandidateId.of(5));
        assertThat(state.hypervolume()).hasValue(0.5);
        assertThat(state.fronts()).hasSize(2);
    }

    @Test
    void onlyFullFidelityIsKeptByCandidate() {
        start();
        state.apply(scored("3", "search", 0.9, 0.1, 0.5, Map.of()));
        assertThat(state.isDone(CandidateId.of(3), "search")).isFalse();
        state.apply(scored("3", "search", 0.9, 0.1, 1, Map.of()));
        assertThat(state.scored(CandidateId.of(3), "search")).isPresent();
    }

    @Test
    void theFirstWithARecipeIsABaselineOrTheLowestNumber() {
        start();
        state.apply(new Event.Baseline(CandidateId.baseline(1), "base", "x"));
        state.apply(proposed(1, "x"));
        state.apply(proposed(2, "y"));
        state.apply(proposed(3, "y"));
        assertThat(state.firstWith("x")).contains(CandidateId.baseline(1));
        assertThat(state.firstWith("y")).contains(CandidateId.of(2));
        assertThat(state.recipe(CandidateId.of(3))).isEqualTo("y");
    }

    @Test
    void aRepeatedFailureIsNoEvaluation() {
        start();
        state.apply(proposed(1, "y"));
        state.apply(proposed(2, "y"));
        state.apply(new Event.Failed(CandidateId.of(1), "search", "NaN", 1, Instant.EPOCH));
        state.apply(new Event.Failed(CandidateId.of(2), "search", "NaN", 0, Instant.EPOCH));
        assertThat(state.evaluations()).isEqualTo(1);
        assertThat(state.hits()).isEqualTo(1);
    }

    @Test
    void layerCallsAreThoseOfTheSearchItself() {
        start();
        state.apply(proposed(1, "y"));
        state.apply(proposed(2, "z"));
        state.apply(proposed(3, "z"));
        state.apply(shared("b1", "search"));
        state.apply(shared("1", "search"));
        state.apply(shared("2", "search"));
        state.apply(shared("2", "validation"));
        state.apply(scored("3", "search", 0.9, 0.1, 1, Map.of()));
        assertThat(state.layerCalls()).isEqualTo(new LayerCalls(6, 18));
    }

    private static Event shared(String candidate, String split) {
        return new Event.Scored(
                CandidateId.parse(candidate),
                split,
                100,
                1,
                Map.of(A.name(), 0.5, B.name(), 0.5),
                Map.of(),
                Map.of(),
                Optional.empty(),
                Optional.of(new LayerCalls(3, 9)),
                1,
                Instant.EPOCH);
    }

    private static Event proposed(int number, String recipe) {
        return new Event.Proposed(CandidateId.of(number), recipe, List.of(), "start", List.of());
    }

    @Test
    void evaluationsAreScoredAndFailedCandidatesOnSearch() {
        start();
        state.apply(scored("b1", "search", 0.5, 1.0, 1, Map.of()));
        state.apply(scored("1", "search", 0.5, 1.0, 1, Map.of()));
        state.apply(scored("1", "validation", 0.5, 1.0, 1, Map.of()));
        state.apply(hit("2", "1"));
        state.apply(new Event.Failed(CandidateId.of(3), "search", "NaN", 1, Instant.EPOCH));

        assertThat(state.evaluations()).isEqualTo(2);
        assertThat(state.hits()).isEqualTo(1);
        assertThat(state.failed("search")).hasSize(1);
    }

    @Test
    void stepsCountByTheirForwardPassesRoundedDown() {
        start();
        state.apply(scored("b1", "search", 0.5, 1.0, 1, Map.of()));
        state.apply(scored("1", "search", 0.5, 1.0, 1, Map.of()));
        int items = state.scored(CandidateId.of(1), "search").orElseThrow().items();
        state.apply(step(1, items - 1));
        assertThat(state.evaluations()).isEqualTo(1);
        state.apply(step(2, 2L * items));
        assertThat(state.stepEvaluations()).isEqualTo(2);
        assertThat(state.evaluations()).isEqualTo(3);
        assertThat(state.step(2)).map(Event.Step::forwards).contains(2L * items);
        assertThat(state.step(3)).isEmpty();
    }

    private static Event step(long number, long forwards) {
        return new Event.Step(
                number,
                StepKind.HELD_OUT,
                0,
                "00000000",
                1,
                Map.of(),
                forwards,
                Optional.empty(),
                0,
                Instant.EPOCH);
    }

    @Test
    void testIsSeenWhenTheSearchGoesOnAfterIt() {
        start();
        state.apply(scored("1", "search", 0.5, 1.0, 1, Map.of()));
        state.apply(scored("1", "test", 0.5, 1.0, 1, Map.of()));
        assertThat(state.testSeen()).isFalse();

        state.apply(scored("2", "search", 0.6, 0.9, 1, Map.of()));
        assertThat(state.testSeen()).isTrue();
    }

    @Test
    void theFrontsDocumentHasIntervalsOfObjectivesAndMeasures() {
        try (ScoreFiles scores = ScoreFiles.open(folder)) {
            start();
            state.apply(new Event.Baseline(CandidateId.baseline(1), "base", "x"));
            state.apply(scored("b1", "search", 0.5, 1.5, 1, store(scores, 1, 0)));
            state.apply(scored("1", "search", 0.75, 1.0, 1, store(scores, 1, 1, 1, 0)));

            state.apply(new Event.Front(List.of(1), 0.1));
            FrontDocument front = FrontAssembler.of(scores, 7).document(state);
            assertThat(front.points()).hasSize(1);
            assertThat(front.points().getFirst().recipe()).isEqualTo("recipes/1.yml");
            assertThat(front.points().getFirst().search().interval().get(A.name()))
                    .isEqualTo(Wilson.interval(3, 4));
            assertThat(front.points().getFirst().search().interval()).containsKey("a.nll");
            assertThat(front.points().getFirst().validation()).isEmpty();
            assertThat(front.baselines().getFirst().name()).isEqualTo("base");
            assertThat(front).isEqualTo(FrontAssembler.of(scores, 7).document(state));
        }
    }

    private Map<String, ScoreSlice> store(ScoreFiles scores, float... right) {
        return scores.append("search", Map.of("a.accuracy", right, "a.nll", new float[] {1, 2, 4}));
    }

    private void start() {
        state.apply(
                new Event.RunStarted(
                        "test",
                        1,
                        List.of(A, B),
                        List.of(Objective.of("a", "nll", Direction.MINIMIZE)),
                        Map.of(),
                        Instant.EPOCH));
    }

    private static Event hit(String candidate, String from) {
        return event(
                candidate,
                "search",
                1,
                Map.of(A.name(), 0.5, B.name(), 1.0),
                Map.of(),
                Optional.of(CandidateId.parse(from)));
    }

    private static Event scored(
            String candidate,
            String split,
            double a,
            double b,
            double fidelity,
            Map<String, ScoreSlice> scores) {
        Map<String, Double> values = Map.of(A.name(), a, B.name(), b);
        return event(candidate, split, fidelity, values, scores, Optional.empty());
    }

    private static Event event(
            String candidate,
            String split,
            double fidelity,
            Map<String, Double> values,
            Map<String, ScoreSlice> scores,
            Optional<CandidateId> from) {
        return new Event.Scored(
                CandidateId.parse(candidate),
                split,
                100,
                fidelity,
                values,
                Map.of(),
                scores,
                from,
                1,
                Instant.EPOCH);
    }
}
