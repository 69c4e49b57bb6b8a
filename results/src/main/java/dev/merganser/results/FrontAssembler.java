package dev.merganser.results;

import dev.merganser.results.front.BaselinePoint;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.front.SplitValues;
import dev.merganser.results.journal.Event.Baseline;
import dev.merganser.results.journal.Event.RunStarted;
import dev.merganser.results.journal.Event.Scored;
import dev.merganser.results.score.ScoreFiles;
import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.statistics.MeanIntervals;
import dev.merganser.results.statistics.MemberScores;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Estimate;
import dev.merganser.results.value.Interval;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Joins a run's state with its per-item scores: the front as a document, with intervals. Each slice
 * of scores is read once and its interval kept, so that writing the front again is cheap. Used by
 * one thread.
 */
public final class FrontAssembler {
    private final ScoreFiles scores;
    private final MeanIntervals intervals;
    private final Map<SliceKey, Interval> known = new HashMap<>();

    private record SliceKey(String file, ScoreSlice slice) {}

    private FrontAssembler(ScoreFiles scores, MeanIntervals intervals) {
        this.scores = scores;
        this.intervals = intervals;
    }

    /**
     * Reads scores from files that the caller closes.
     *
     * @param seed of the bootstrap
     */
    public static FrontAssembler of(ScoreFiles scores, long seed) {
        return new FrontAssembler(scores, MeanIntervals.withSeed(seed));
    }

    /** The front now. */
    public FrontDocument document(RunState state) {
        return new FrontDocument(
                state.objectives(),
                state.run().map(RunStarted::measures).orElse(List.of()),
                state.front().stream().map(id -> point(state, id)).toList(),
                state.baselines().stream().flatMap(b -> baseline(state, b).stream()).toList(),
                state.hypervolume(),
                state.reference().map(ReferencePoint::point).orElse(Map.of()),
                state.testSeen());
    }

    private FrontPoint point(RunState state, CandidateId id) {
        return new FrontPoint(
                id.number(),
                RunFolder.recipeName(id.number()),
                state.proposed(id).flatMap(proposal -> PathLine.of(proposal.recipe())),
                values(state, SplitKeys.SEARCH, id).orElseThrow(),
                values(state, SplitKeys.VALIDATION, id),
                values(state, SplitKeys.TEST, id));
    }

    /** Empty where the baseline failed or is not scored yet. */
    private Optional<BaselinePoint> baseline(RunState state, Baseline baseline) {
        CandidateId id = baseline.candidate();
        return values(state, SplitKeys.SEARCH, id)
                .map(
                        search ->
                                new BaselinePoint(
                                        id,
                                        baseline.name(),
                                        search,
                                        values(state, SplitKeys.VALIDATION, id),
                                        values(state, SplitKeys.TEST, id)));
    }

    private Optional<SplitValues> values(RunState state, String split, CandidateId id) {
        return Optional.ofNullable(state.scored(split).get(id))
                .map(scored -> values(state, scored));
    }

    private SplitValues values(RunState state, Scored scored) {
        var ends = new LinkedHashMap<String, Interval>();
        quantities(state).forEach(q -> interval(q, scored).ifPresent(i -> ends.put(q.name(), i)));
        return new SplitValues(scored.objectives(), scored.measures(), ends);
    }

    private static Stream<Objective> quantities(RunState state) {
        return state.run().stream()
                .flatMap(run -> Stream.concat(run.objectives().stream(), run.measures().stream()));
    }

    private Optional<Interval> interval(Objective quantity, Scored scored) {
        String file = fileName(quantity, scored);
        return Optional.ofNullable(scored.scores().get(file))
                .map(
                        slice ->
                                known.computeIfAbsent(
                                        new SliceKey(file, slice), key -> interval(quantity, key)));
    }

    private Interval interval(Objective quantity, SliceKey key) {
        float[] items = scores.read(key.file(), key.slice());
        Estimate estimate =
                quantity.isDifference() ? intervals.meanDifference(items) : intervals.mean(items);
        return estimate.interval();
    }

    private static String fileName(Objective quantity, Scored scored) {
        return ScoreFiles.fileName(scored.split(), quantity.task() + "." + quantity.metric());
    }

    /**
     * The objectives' per-item scores of a candidate, for paired comparisons; empty where not
     * scored.
     */
    public Optional<MemberScores> memberScores(RunState state, String split, CandidateId id) {
        return Optional.ofNullable(state.scored(split).get(id))
                .map(scored -> new MemberScores(scored.objectives(), items(state, scored)));
    }

    private Map<String, float[]> items(RunState state, Scored scored) {
        var items = new LinkedHashMap<String, float[]>();
        for (Objective objective : state.objectives()) {
            String file = fileName(objective, scored);
            Optional.ofNullable(scored.scores().get(file))
                    .ifPresent(slice -> items.put(objective.name(), scores.read(file, slice)));
        }
        return items;
    }
}
