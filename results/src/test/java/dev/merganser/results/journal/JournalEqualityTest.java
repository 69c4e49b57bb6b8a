package dev.merganser.results.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.step.GradientSlice;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

class JournalEqualityTest {

    @Test
    void aJournalEqualsItselfInAnyOrder() {
        var reversed = new ArrayList<>(Events.all());
        Collections.reverse(reversed.subList(1, reversed.size()));

        assertThat(JournalEquality.difference(journal(Events.all()), journal(reversed))).isEmpty();
    }

    @Test
    void timesLayerCallsOffsetsAndEventsThatFollowDoNotCount() {
        Event.Scored scored = Events.scored(CandidateId.of(1));
        var moved = new HashMap<String, ScoreSlice>();
        scored.scores()
                .forEach(
                        (f, s) ->
                                moved.put(
                                        f, new ScoreSlice(s.offset() + 4000, s.count(), s.crc())));
        Event later =
                new Event.Scored(
                        scored.candidate(),
                        scored.split(),
                        scored.items(),
                        scored.fidelity(),
                        scored.objectives(),
                        scored.measures(),
                        moved,
                        Optional.empty(),
                        Optional.of(new LayerCalls(3, 9)),
                        scored.millis() + 9,
                        Instant.EPOCH);

        assertThat(
                        JournalEquality.difference(
                                journal(List.of(Events.run(), scored)),
                                journal(
                                        List.of(
                                                Events.run(),
                                                new Event.Front(List.of(1), 2),
                                                later))))
                .isEmpty();
    }

    @Test
    void theFirstDifferenceIsToldInWords() {
        List<Event> left =
                List.of(Events.run(), Events.failed(12, "NaN"), Events.failed(7, "it broke"));
        List<Event> right =
                List.of(Events.run(), Events.failed(7, "it hung"), Events.failed(12, "inf"));

        assertThat(JournalEquality.difference(journal(left), journal(right)))
                .contains(
                        "Candidate 7 on search: reason is it broke on the left, it hung on the right");
    }

    @Test
    void stepsAreComparedByNumberWithoutTimesAndOffsets() {
        Event.Step step = Events.step(1, StepKind.GRADIENT);
        Event.Step later =
                new Event.Step(
                        1,
                        step.kind(),
                        step.draw(),
                        step.point(),
                        step.total(),
                        step.tasks(),
                        step.forwards(),
                        Optional.of(new GradientSlice(800, 3, "0123abcd")),
                        step.millis() + 5,
                        Instant.EPOCH);
        Event.Step second = Events.step(2, StepKind.LOSS);
        assertThat(
                        JournalEquality.difference(
                                journal(List.of(Events.run(), step, second)),
                                journal(List.of(Events.run(), later, second))))
                .isEmpty();
        assertThat(
                        JournalEquality.difference(
                                journal(List.of(Events.run(), step, second)),
                                journal(List.of(Events.run(), later))))
                .contains("Step 2: event is step on the left, nothing on the right");
    }

    @Test
    void aGradientWithOtherBytesIsADifference() {
        Event.Step step = Events.step(1, StepKind.GRADIENT);
        Event.Step other =
                new Event.Step(
                        1,
                        step.kind(),
                        step.draw(),
                        step.point(),
                        step.total(),
                        step.tasks(),
                        step.forwards(),
                        Optional.of(new GradientSlice(16, 3, "ffffffff")),
                        step.millis(),
                        step.at());
        assertThat(
                        JournalEquality.difference(
                                journal(List.of(Events.run(), step, Events.proposed(1))),
                                journal(List.of(Events.run(), other))))
                .contains(
                        "Step 1: gradient is [0, 3, 0123abcd] on the left, [0, 3, ffffffff] on the right");
    }

    @Test
    void anotherFitIsADifference() {
        List<Event> left = List.of(Events.run(), Events.fit(1, 0.5), Events.fit(2, 0.75));
        List<Event> right = List.of(Events.run(), Events.fit(2, 0.5), Events.fit(1, 0.5));
        assertThat(JournalEquality.difference(journal(left), journal(right)))
                .hasValueSatisfying(
                        words ->
                                assertThat(words)
                                        .startsWith("Fit 2: surrogates is {")
                                        .contains("r2=0.75", "r2=0.5"));
        assertThat(JournalEquality.difference(journal(left), journal(left))).isEmpty();
    }

    @Test
    void aMissingCandidateIsADifference() {
        List<Event> left = List.of(Events.run(), Events.proposed(1), Events.proposed(2));
        List<Event> right = List.of(Events.run(), Events.proposed(1));

        assertThat(JournalEquality.difference(journal(left), journal(right)).orElseThrow())
                .startsWith("Candidate 2: event is proposed on the left, nothing on the right");
    }

    @Test
    void anotherScoreIsADifference() {
        Event.Scored scored = Events.scored(CandidateId.of(1));
        var other = new HashMap<String, ScoreSlice>(scored.scores());
        other.put("search/digits.nll.f32", new ScoreSlice(0, 500, "ffffffff"));
        Event changed =
                new Event.Scored(
                        scored.candidate(),
                        scored.split(),
                        scored.items(),
                        scored.fidelity(),
                        scored.objectives(),
                        scored.measures(),
                        other,
                        Optional.empty(),
                        scored.millis(),
                        scored.at());

        assertThat(
                        JournalEquality.difference(
                                journal(List.of(Events.run(), scored)),
                                journal(List.of(Events.run(), changed))))
                .isPresent();
    }

    private static Journal journal(List<Event> events) {
        return new Journal(events, Optional.empty(), 0);
    }
}
