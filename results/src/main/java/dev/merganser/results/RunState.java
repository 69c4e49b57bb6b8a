package dev.merganser.results;

import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Event.Baseline;
import dev.merganser.results.journal.Event.Failed;
import dev.merganser.results.journal.Event.Fit;
import dev.merganser.results.journal.Event.Front;
import dev.merganser.results.journal.Event.Kept;
import dev.merganser.results.journal.Event.Proposed;
import dev.merganser.results.journal.Event.Reference;
import dev.merganser.results.journal.Event.RunStarted;
import dev.merganser.results.journal.Event.Scored;
import dev.merganser.results.journal.Event.Step;
import dev.merganser.results.journal.Event.Stopped;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.LayerCalls;
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
 * The state of a run: the replay of its events, one by one. Two journals with the same events have
 * the same state. Used by one thread. Only evaluations of full fidelity are kept by candidate.
 */
public final class RunState {
    private final TreeMap<CandidateId, Baseline> baselines = new TreeMap<>();
    private final TreeMap<CandidateId, Proposed> proposed = new TreeMap<>();
    private final Map<String, CandidateId> firstByRecipe = new HashMap<>();
    private final Map<String, TreeMap<CandidateId, Scored>> scored = new HashMap<>();
    private final Map<String, TreeMap<CandidateId, Failed>> failed = new HashMap<>();
    private final List<Front> fronts = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Fit> fits = new ArrayList<>();
    private Optional<RunStarted> run = Optional.empty();
    private Optional<Kept> kept = Optional.empty();
    private Optional<ReferencePoint> reference = Optional.empty();
    private Optional<Stopped> stopped = Optional.empty();
    private LayerCalls layerCalls = LayerCalls.NONE;
    private int candidates;
    private int hits;
    private int itemsOfCandidate = 1;
    private long stepForwards;
    private boolean testSeen;

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
            case Baseline baseline -> {
                baselines.put(baseline.candidate(), baseline);
                firstByRecipe.putIfAbsent(baseline.recipe(), baseline.candidate());
            }
            case Kept chosen -> kept = Optional.of(chosen);
            case Proposed proposal -> {
                proposed.put(proposal.candidate(), proposal);
                firstByRecipe.putIfAbsent(proposal.recipe(), proposal.candidate());
            }
            case Scored score -> score(score);
            case Failed failure -> fail(failure);
            case Front front -> fronts.add(front);
            case Step step -> step(step);
            case Fit fit -> fits.add(fit);
            case Reference frame ->
                    reference =
                            Optional.of(
                                    new ReferencePoint(
                                            objectives(), frame.point(), frame.ranges()));
            case Stopped stop -> stopped = Optional.of(stop);
        }
    }

    private void step(Step step) {
        steps.add(step);
        stepForwards += step.forwards();
        testSeen |= scored.containsKey(SplitKeys.TEST);
    }

    private void score(Scored score) {
        if (score.split().equals(SplitKeys.SEARCH) && score.fidelity() == 1) {
            itemsOfCandidate = score.items();
        }
        countOnSearch(score.candidate(), score.split(), score.from().isPresent());
        if (!score.candidate().baseline() && score.split().equals(SplitKeys.SEARCH)) {
            layerCalls = score.layerCalls().map(layerCalls::plus).orElse(layerCalls);
        }
        if (score.fidelity() == 1) {
            scored.computeIfAbsent(score.split(), _ -> new TreeMap<>())
                    .put(score.candidate(), score);
        }
    }

    private void fail(Failed failure) {
        CandidateId id = failure.candidate();
        countOnSearch(id, failure.split(), isRepeat(id));
        failed.computeIfAbsent(failure.split(), _ -> new TreeMap<>()).put(id, failure);
    }

    /** Whether an earlier candidate or baseline has the same recipe. */
    private boolean isRepeat(CandidateId id) {
        return proposed(id).flatMap(proposal -> firstWith(proposal.recipe())).stream()
                .anyMatch(first -> !first.equals(id));
    }

    private void countOnSearch(CandidateId candidate, String split, boolean hit) {
        if (candidate.baseline() || !split.equals(SplitKeys.SEARCH)) {
            return;
        }
        candidates += hit ? 0 : 1;
        hits += hit ? 1 : 0;
        testSeen |= scored.containsKey(SplitKeys.TEST);
    }

    /** The objectives that drive the search. */
    public List<Objective> objectives() {
        return run.map(RunStarted::objectives).orElse(List.of());
    }

    public Optional<RunStarted> run() {
        return run;
    }

    /** The baselines by number. */
    public List<Baseline> baselines() {
        return List.copyOf(baselines.values());
    }

    public Optional<Baseline> baseline(CandidateId id) {
        return Optional.ofNullable(baselines.get(id));
    }

    /** Which experts go into merges, where that was decided by their scores. */
    public Optional<Kept> kept() {
        return kept;
    }

    public Optional<Proposed> proposed(CandidateId id) {
        return Optional.ofNullable(proposed.get(id));
    }

    /** The canonical text of the recipe of a candidate or baseline that is known. */
    public String recipe(CandidateId id) {
        return baseline(id)
                .map(Baseline::recipe)
                .or(() -> proposed(id).map(Proposed::recipe))
                .orElseThrow(() -> new IllegalArgumentException("Unknown candidate " + id));
    }

    /** The baseline, or else the lowest-numbered candidate, that has this recipe. */
    public Optional<CandidateId> firstWith(String recipe) {
        return Optional.ofNullable(firstByRecipe.get(recipe));
    }

    /** Evaluations of full fidelity on a split: baselines first, then by candidate number. */
    public SortedMap<CandidateId, Scored> scored(String split) {
        return Collections.unmodifiableSortedMap(scored.getOrDefault(split, new TreeMap<>()));
    }

    public Optional<Scored> scored(CandidateId id, String split) {
        return Optional.ofNullable(scored(split).get(id));
    }

    /** Failures on a split, by candidate. */
    public SortedMap<CandidateId, Failed> failed(String split) {
        return Collections.unmodifiableSortedMap(failed.getOrDefault(split, new TreeMap<>()));
    }

    public Optional<Failed> failed(CandidateId id, String split) {
        return Optional.ofNullable(failed(split).get(id));
    }

    /** Whether a candidate was scored, or failed, on a split. */
    public boolean isDone(CandidateId id, String split) {
        return scored(split).containsKey(id) || failed(split).containsKey(id);
    }

    /** How the run last stopped; it may have gone on since. */
    public Optional<Stopped> stopped() {
        return stopped;
    }

    /** All Pareto fronts so far, the newest last. */
    public List<Front> fronts() {
        return Collections.unmodifiableList(fronts);
    }

    /** The newest Pareto front of the proposed candidates on search. */
    public List<CandidateId> front() {
        return fronts.isEmpty()
                ? List.of()
                : fronts.getLast().candidates().stream().map(CandidateId::of).toList();
    }

    /** Hypervolume of the newest front. */
    public OptionalDouble hypervolume() {
        return fronts.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(fronts.getLast().hypervolume());
    }

    /** The frame of the hypervolume; empty until the baselines are scored. */
    public Optional<ReferencePoint> reference() {
        return reference;
    }

    /**
     * What the budget counts: scored and failed candidates on search, repeats apart, and steps at
     * as many as their forward passes are worth.
     */
    public int evaluations() {
        return candidates + stepEvaluations();
    }

    /** How many evaluations the steps so far are worth, by their forward passes; rounded down. */
    public int stepEvaluations() {
        return Math.toIntExact(stepForwards / itemsOfCandidate);
    }

    /** A step by its number, if there is one. */
    public Optional<Step> step(long number) {
        return number <= steps.size()
                ? Optional.of(steps.get(Math.toIntExact(number) - 1))
                : Optional.empty();
    }

    /** The losses that an algorithm asked for, by number from 1. */
    public List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** The surrogates that were fitted, in order. */
    public List<Fit> fits() {
        return Collections.unmodifiableList(fits);
    }

    /** Candidates whose outcome repeats that of an equal recipe before them. */
    public int hits() {
        return hits;
    }

    /** Layer calls of the proposed candidates on search, baselines and repeats apart. */
    public LayerCalls layerCalls() {
        return layerCalls;
    }

    /** Whether the search went on after the test split had been looked at. */
    public boolean testSeen() {
        return testSeen;
    }
}
