package dev.merganser.results.journal;

import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.step.GradientSlice;
import dev.merganser.results.step.StepKind;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.LayerCalls;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.Surrogate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One event of each kind, as a small run would write them. */
final class Events {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    private Events() {}

    static Event.RunStarted run() {
        return new Event.RunStarted(
                "digits and fashion",
                42,
                List.of(
                        Objective.of("digits", "nll", Direction.MINIMIZE),
                        Objective.of("fashion", "nll", Direction.MINIMIZE)),
                List.of(Objective.of("digits", "accuracy", Direction.MAXIMIZE)),
                ordered("algorithm", "nsga2", "population", "8"),
                AT);
    }

    static Event.Scored scored(CandidateId candidate) {
        return new Event.Scored(
                candidate,
                "search",
                1000,
                1.0,
                ordered("digits.nll", 0.5, "fashion.nll", 0.75 + candidate.number() / 100.0),
                ordered("digits.accuracy", 0.875),
                ordered(
                        "search/digits.nll.f32",
                        new ScoreSlice(0, 500, "0123abcd"),
                        "search/fashion.nll.f32",
                        new ScoreSlice(2000, 500, "89abcdef")),
                Optional.empty(),
                37,
                AT);
    }

    static Event.Proposed proposed(int number) {
        return new Event.Proposed(
                CandidateId.of(number),
                "merge_method: linear\nmodels:\n  - model: \"digits\" # ü\n",
                List.of(1, 2),
                "crossover",
                List.of());
    }

    static Event.Failed failed(int number, String reason) {
        return new Event.Failed(CandidateId.of(number), "search", reason, 5, AT);
    }

    static List<Event> all() {
        return List.of(
                run(),
                new Event.Baseline(CandidateId.baseline(1), "base", "merge_method: passthrough\n"),
                scored(CandidateId.baseline(1)),
                new Event.Reference(
                        ordered("digits.nll", 1.25, "fashion.nll", 2.5),
                        ordered("digits.nll", 0.5, "fashion.nll", 1.0)),
                proposed(3),
                scored(CandidateId.of(3)),
                hit(4, 3),
                failed(5, "NaN in 'layers.0.norm.weight'"),
                new Event.Front(List.of(3), 0.625),
                new Event.Stopped("budget", ordered("candidatesPerSecond", 4.5), AT));
    }

    /** One step of each kind. */
    static List<Event> steps() {
        return List.of(
                run(),
                step(1, StepKind.START),
                step(2, StepKind.HELD_OUT),
                step(3, StepKind.GRADIENT),
                step(4, StepKind.LOSS));
    }

    static Event.Step step(long number, StepKind kind) {
        return new Event.Step(
                number,
                kind,
                kind == StepKind.GRADIENT ? 7 : 0,
                "00ff00ff",
                0.1 + 0.2,
                ordered("digits", 1e-300, "fashion", -2.5),
                384,
                kind == StepKind.GRADIENT
                        ? Optional.of(new GradientSlice(16, 3, "0123abcd"))
                        : Optional.empty(),
                12,
                AT);
    }

    /** A fit after which candidate 4 is proposed, of which nothing is promised of one objective. */
    static Event.Fit fit(int number, double r2) {
        var surrogates = new LinkedHashMap<String, Surrogate>();
        surrogates.put("fashion.nll", new Surrogate("softplus", 1e-4, OptionalDouble.of(r2)));
        surrogates.put("digits.nll", new Surrogate("identity", 0.1, OptionalDouble.empty()));
        return new Event.Fit(
                number,
                12,
                surrogates,
                Map.of(4, ordered("fashion.nll", 0.1 + 0.2, "digits.nll", -1e-300)));
    }

    static Event.Scored shared(int number) {
        Event.Scored whole = scored(CandidateId.of(number));
        return new Event.Scored(
                whole.candidate(),
                whole.split(),
                whole.items(),
                whole.fidelity(),
                whole.objectives(),
                whole.measures(),
                whole.scores(),
                whole.from(),
                Optional.of(new LayerCalls(12, 18)),
                whole.millis(),
                AT);
    }

    private static Event.Scored hit(int number, int from) {
        Event.Scored source = scored(CandidateId.of(from));
        return new Event.Scored(
                CandidateId.of(number),
                source.split(),
                source.items(),
                source.fidelity(),
                source.objectives(),
                source.measures(),
                source.scores(),
                Optional.of(CandidateId.of(from)),
                0,
                AT);
    }

    static <V> Map<String, V> ordered(String key, V value) {
        var map = new LinkedHashMap<String, V>();
        map.put(key, value);
        return map;
    }

    static <V> Map<String, V> ordered(String first, V firstValue, String second, V secondValue) {
        Map<String, V> map = ordered(first, firstValue);
        map.put(second, secondValue);
        return map;
    }
}
