package dev.merganser.results;

import dev.merganser.results.front.ParetoFront;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Event.Baseline;
import dev.merganser.results.journal.Event.Failed;
import dev.merganser.results.journal.Event.Front;
import dev.merganser.results.journal.Event.Proposed;
import dev.merganser.results.journal.Event.Reference;
import dev.merganser.results.journal.Event.RunStarted;
import dev.merganser.results.journal.Event.Scored;
import dev.merganser.results.journal.Event.Stopped;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a run: the replay of its events, one by one. Used by one thread. Only evaluations of
 * full fidelity are kept by candidate and enter the front.
 */
public final class RunState {
    private final Map<String, TreeMap<CandidateId, Scored>> scored = new HashMap<>();
    private final List<Baseline> baselines = new ArrayList<>();
    private final TreeMap<Integer, Proposed> proposed = new TreeMap<>();
    private final List<Failed> failures = new ArrayList<>();
    private Optional<RunStarted> run = Optional.empty();
    private Optional<ReferencePoint> reference = Optional.empty();
    private Optional<Stopped> stopped = Optional.empty();
    private ParetoFront front = ParetoFront.empty();
    private int evaluations;
    private int hits;
    private boolean testSeen;
    private OptionalDouble hypervolume = OptionalDouble.empty();

    /** The state before the first event. */
    public static RunState empty() {
        return new RunState();
    }

    /** The state after all events of a journal. */
    public static RunState replay(Journal journal) {
        var state = new RunState();
        journal.events().forEach(state::apply);
        return state;
    }

    public void apply(Event event) {
        switch (event) {
            case RunStarted started -> run = Optional.of(started);
            case Baseline baseline -> baselines.add(baseline);
            case Proposed proposal -> proposed.put(proposal.candidate().number(), proposal);
            case Scored score -> score(score);
            case Failed failed -> fail(failed);
            case Reference frame -> freeze(frame);
            case Stopped stop -> stopped = Optional.of(stop);
            case Front _ -> {} // follows from the scores
        }
    }

    private void score(Scored score) {
        countOnSearch(score.candidate(), score.split(), score.from().isPresent());
        if (score.fidelity() == 1) {
            scored.computeIfAbsent(score.split(), _ -> new TreeMap<>())
                    .put(score.candidate(), score);
            tell(score);
        }
    }

    private void tell(Scored score) {
        if (score.candidate().baseline() || !score.split().equals(SplitKeys.SEARCH)) {
            return;
        }
        List<Double> costs =
                objectives().stream()
                        .map(o -> o.cost(score.objectives().getOrDefault(o.name(), Double.NaN)))
                        .toList();
        ParetoFront told = front.with(new ParetoFront.Member(score.candidate().number(), costs));
        if (!told.equals(front)) {
            front = told;
            hypervolume = OptionalDouble.empty();
        }
    }

    private void fail(Failed failed) {
        countOnSearch(failed.candidate(), failed.split(), false);
        failures.add(failed);
    }

    private void countOnSearch(CandidateId candidate, String split, boolean hit) {
        if (candidate.baseline() || !split.equals(SplitKeys.SEARCH)) {
            return;
        }
        evaluations += hit ? 0 : 1;
        hits += hit ? 1 : 0;
        testSeen |= scored.containsKey(SplitKeys.TEST);
    }

    private void freeze(Reference frame) {
        reference = Optional.of(new ReferencePoint(objectives(), frame.point(), frame.ranges()));
        hypervolume = OptionalDouble.empty();
    }

    /** The objectives that drive the search. */
    public List<Objective> objectives() {
        return run.map(RunStarted::objectives).orElse(List.of());
    }

    public Optional<RunStarted> run() {
        return run;
    }

    public List<Baseline> baselines() {
        return Collections.unmodifiableList(baselines);
    }

    /** By candidate number. */
    public SortedMap<Integer, Proposed> proposed() {
        return Collections.unmodifiableSortedMap(proposed);
    }

    /** Evaluations of full fidelity on a split: baselines first, then by candidate number. */
    public SortedMap<CandidateId, Scored> scored(String split) {
        return Collections.unmodifiableSortedMap(scored.getOrDefault(split, new TreeMap<>()));
    }

    public List<Failed> failures() {
        return Collections.unmodifiableList(failures);
    }

    /** How the run last stopped; it may have gone on since. */
    public Optional<Stopped> stopped() {
        return stopped;
    }

    /** The Pareto front of the proposed candidates on search. */
    public ParetoFront front() {
        return front;
    }

    /** The frame of the hypervolume; empty until the baselines are scored. */
    public Optional<ReferencePoint> reference() {
        return reference;
    }

    /**
     * Hypervolume of the front; empty while there is no reference point. Computed when asked for.
     */
    public OptionalDouble hypervolume() {
        if (hypervolume.isEmpty() && reference.isPresent()) {
            hypervolume = OptionalDouble.of(reference.orElseThrow().hypervolume(front.costs()));
        }
        return hypervolume;
    }

    /** What the budget counts: scored and failed candidates on search, cache hits apart. */
    public int evaluations() {
        return evaluations;
    }

    /** Candidates whose evaluation repeats that of a lower number. */
    public int hits() {
        return hits;
    }

    /** Whether the search went on after the test split had been looked at. */
    public boolean testSeen() {
        return testSeen;
    }
}
