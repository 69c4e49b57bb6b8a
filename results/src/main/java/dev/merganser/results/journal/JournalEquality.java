package dev.merganser.results.journal;

import dev.merganser.results.journal.Event.Failed;
import dev.merganser.results.journal.Event.Fit;
import dev.merganser.results.journal.Event.Proposed;
import dev.merganser.results.journal.Event.Scored;
import dev.merganser.results.journal.Event.Step;
import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.step.GradientSlice;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Objective;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether two journals tell the same search: {@code proposed}, {@code scored} and {@code failed}
 * events by candidate and split, {@code step} and {@code fit} events by their numbers, whatever
 * their order, without times (latency too), layer calls, offsets and line checksums. Item scores
 * and gradients are compared by their count and crc.
 */
public final class JournalEquality {

    /**
     * Where an event belongs; a proposal has no split and comes before its evaluations. Steps and
     * fits come first, since proposals follow from them, and have the place of no candidate.
     */
    private record Place(long step, CandidateId candidate, String split)
            implements Comparable<Place> {
        private static final long AFTER_ALL_STEPS = Long.MAX_VALUE;
        private static final String FIT = "fit";
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::step)
                        .thenComparing(Place::candidate)
                        .thenComparing(Place::split);

        static Place of(CandidateId candidate, String split) {
            return new Place(AFTER_ALL_STEPS, candidate, split);
        }

        static Place of(Step step) {
            return new Place(step.number(), CandidateId.of(1), "");
        }

        static Place of(Fit fit) {
            return new Place(fit.number(), CandidateId.of(1), FIT);
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        String words() {
            if (step < AFTER_ALL_STEPS) {
                return (split.equals(FIT) ? "Fit " : "Step ") + step;
            }
            return "Candidate " + candidate + (split.isEmpty() ? "" : " on " + split);
        }
    }

    private JournalEquality() {}

    /** The first difference in words, by candidate; empty where the journals are equal. */
    public static Optional<String> difference(Journal left, Journal right) {
        Map<Place, List<Event>> leftFacts = facts(left);
        Map<Place, List<Event>> rightFacts = facts(right);
        var places = new TreeSet<>(leftFacts.keySet());
        places.addAll(rightFacts.keySet());
        return places.stream()
                .flatMap(
                        place ->
                                difference(
                                        place,
                                        leftFacts.getOrDefault(place, List.of()),
                                        rightFacts.getOrDefault(place, List.of()))
                                        .stream())
                .findFirst();
    }

    private static Map<Place, List<Event>> facts(Journal journal) {
        var facts = new TreeMap<Place, List<Event>>();
        Set<String> timed = timed(journal);
        for (Event event : journal.events()) {
            switch (event) {
                case Proposed proposed -> put(facts, Place.of(proposed.candidate(), ""), proposed);
                case Scored scored ->
                        put(
                                facts,
                                Place.of(scored.candidate(), scored.split()),
                                timeless(scored, timed));
                case Failed failed ->
                        put(facts, Place.of(failed.candidate(), failed.split()), timeless(failed));
                case Step step -> put(facts, Place.of(step), timeless(step));
                case Fit fit -> put(facts, Place.of(fit), fit);
                case Event.RunStarted _,
                        Event.Baseline _,
                        Event.Kept _,
                        Event.Front _,
                        Event.Reference _,
                        Event.Stopped _ -> {}
            }
        }
        return facts;
    }

    private static void put(Map<Place, List<Event>> facts, Place place, Event event) {
        facts.computeIfAbsent(place, _ -> new ArrayList<>()).add(event);
    }

    /** Names of what a clock measures. */
    private static Set<String> timed(Journal journal) {
        return journal.events().stream()
                .filter(Event.RunStarted.class::isInstance)
                .map(Event.RunStarted.class::cast)
                .flatMap(run -> Stream.concat(run.objectives().stream(), run.measures().stream()))
                .filter(Objective::isTimed)
                .map(Objective::name)
                .collect(Collectors.toSet());
    }

    private static Map<String, Double> without(Set<String> names, Map<String, Double> values) {
        var rest = new LinkedHashMap<>(values);
        rest.keySet().removeAll(names);
        return rest;
    }

    private static Event timeless(Scored scored, Set<String> timed) {
        var scores = new LinkedHashMap<String, ScoreSlice>();
        scored.scores()
                .forEach((file, s) -> scores.put(file, new ScoreSlice(0, s.count(), s.crc())));
        return new Scored(
                scored.candidate(),
                scored.split(),
                scored.items(),
                scored.fidelity(),
                without(timed, scored.objectives()),
                without(timed, scored.measures()),
                scores,
                scored.from(),
                0,
                Instant.EPOCH);
    }

    private static Event timeless(Failed failed) {
        return new Failed(failed.candidate(), failed.split(), failed.reason(), 0, Instant.EPOCH);
    }

    private static Event timeless(Step step) {
        return new Step(
                step.number(),
                step.kind(),
                step.draw(),
                step.point(),
                step.total(),
                step.tasks(),
                step.forwards(),
                step.gradient().map(s -> new GradientSlice(0, s.count(), s.crc())),
                0,
                Instant.EPOCH);
    }

    private static Optional<String> difference(Place place, List<Event> left, List<Event> right) {
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            Optional<String> found = difference(at(left, i), at(right, i));
            if (found.isPresent()) {
                return found.map(words -> place.words() + ": " + words);
            }
        }
        return Optional.empty();
    }

    private static Optional<Event> at(List<Event> events, int index) {
        return index < events.size() ? Optional.of(events.get(index)) : Optional.empty();
    }

    private static Optional<String> difference(Optional<Event> left, Optional<Event> right) {
        if (left.equals(right)) {
            return Optional.empty();
        }
        Map<String, Object> leftFields = left.map(EventWriter::fields).orElse(Map.of());
        Map<String, Object> rightFields = right.map(EventWriter::fields).orElse(Map.of());
        return Optional.of(firstKey(leftFields, rightFields));
    }

    private static String firstKey(Map<String, Object> left, Map<String, Object> right) {
        var keys = new LinkedHashMap<>(left);
        keys.putAll(right);
        for (String key : keys.keySet()) {
            Object leftValue = left.getOrDefault(key, "nothing");
            Object rightValue = right.getOrDefault(key, "nothing");
            if (!leftValue.equals(rightValue)) {
                return key + " is " + leftValue + " on the left, " + rightValue + " on the right";
            }
        }
        return "the events differ";
    }
}
