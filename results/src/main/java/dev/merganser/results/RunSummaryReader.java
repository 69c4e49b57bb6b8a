package dev.merganser.results;

import dev.merganser.results.front.BaselinePoint;
import dev.merganser.results.front.BestBaseline;
import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontPoint;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.Event.RunStarted;
import dev.merganser.results.journal.Journal;
import dev.merganser.results.journal.JournalReader;
import dev.merganser.results.report.FitHistory;
import dev.merganser.results.report.LossCurve;
import dev.merganser.results.report.RunSummary;
import dev.merganser.results.report.RunSummary.ProgressPoint;
import dev.merganser.results.report.RunSummary.Row;
import dev.merganser.results.report.RunSummary.Section;
import dev.merganser.results.report.Verdict;
import dev.merganser.results.score.ScoreFiles;
import dev.merganser.results.statistics.Comparison;
import dev.merganser.results.statistics.HypervolumeGain;
import dev.merganser.results.statistics.MemberScores;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what a report shows of a run from its folder alone: manifest, journal and item scores. */
public final class RunSummaryReader {
    private final Journal journal;
    private final Optional<Manifest> manifest;
    private final RunState state;
    private final FrontAssembler assembler;
    private final FrontDocument front;
    private final long seed;

    private RunSummaryReader(Journal journal, Optional<Manifest> manifest, ScoreFiles scores) {
        this.journal = journal;
        this.manifest = manifest;
        this.state = RunState.replay(journal);
        this.seed = state.run().map(RunStarted::seed).orElse(0L);
        this.assembler = FrontAssembler.of(scores, seed);
        this.front = assembler.document(state);
    }

    /** Reads a run; also one that is still going on. */
    public static RunSummary read(RunFolder folder) {
        try (ScoreFiles scores = ScoreFiles.open(folder.scores())) {
            Optional<Manifest> manifest =
                    Files.exists(folder.manifest())
                            ? Optional.of(Manifest.read(folder.manifest()))
                            : Optional.empty();
            return new RunSummaryReader(JournalReader.read(folder.journal()), manifest, scores)
                    .summary();
        }
    }

    private RunSummary summary() {
        return new RunSummary(
                state.run().map(RunStarted::name).orElse("A run"),
                state.run().map(RunStarted::at),
                took(),
                state.stopped().map(Event.Stopped::why),
                front,
                new RunSummary.Counts(
                        state.evaluations(),
                        state.failed(SplitKeys.SEARCH).size(),
                        state.hits(),
                        state.layerCalls()),
                bestBaseline().map(BaselinePoint::candidate),
                verdicts(),
                progress(),
                baselineHypervolume(),
                LossCurve.of(state.steps(), state.stepEvaluations()),
                FitHistory.of(state.fits(), state.scored(SplitKeys.SEARCH)),
                facts(),
                manifest.map(RunSummaryReader::sections).orElse(List.of()),
                warnings());
    }

    private Optional<Duration> took() {
        return state.stopped()
                .flatMap(end -> state.run().map(begin -> Duration.between(begin.at(), end.at())));
    }

    private Optional<BaselinePoint> bestBaseline() {
        return state.reference().flatMap(frame -> BestBaseline.of(frame, front.baselines()));
    }

    private List<Verdict> verdicts() {
        return SplitKeys.ALL.stream().flatMap(split -> verdict(split).stream()).toList();
    }

    private Optional<Verdict> verdict(String split) {
        if (state.reference().isEmpty() || bestBaseline().isEmpty()) {
            return Optional.empty();
        }
        BaselinePoint best = bestBaseline().orElseThrow();
        ReferencePoint frame = state.reference().orElseThrow();
        List<MemberScores> members = members(split);
        return best.on(split)
                .filter(_ -> !members.isEmpty())
                .map(
                        values ->
                                new Verdict(
                                        split,
                                        best.name(),
                                        gain(frame, members, baselines(split)),
                                        comparison(split, frame, best)));
    }

    private HypervolumeGain gain(
            ReferencePoint frame, List<MemberScores> members, List<MemberScores> baselines) {
        return HypervolumeGain.of(frame, members, baselines, seed, HypervolumeGain.RESAMPLES);
    }

    private List<MemberScores> members(String split) {
        return front.points().stream()
                .flatMap(p -> scores(split, CandidateId.of(p.candidate())).stream())
                .toList();
    }

    private List<MemberScores> baselines(String split) {
        return front.baselines().stream()
                .flatMap(b -> scores(split, b.candidate()).stream())
                .toList();
    }

    private Optional<MemberScores> scores(String split, CandidateId id) {
        return assembler.memberScores(state, split, id);
    }

    /** The member is fixed on search, whatever the split; empty where it is not scored there. */
    private Optional<Comparison> comparison(
            String split, ReferencePoint frame, BaselinePoint baseline) {
        var members = values(split);
        OptionalInt champion = Comparison.champion(frame, values(SplitKeys.SEARCH));
        return champion.isPresent() && members.containsKey(champion.getAsInt())
                ? Optional.of(
                        Comparison.of(
                                frame,
                                champion.getAsInt(),
                                members,
                                baseline.on(split).orElseThrow().values()))
                : Optional.empty();
    }

    /** Values of the front's members on a split, by candidate. */
    private SortedMap<Integer, Map<String, Double>> values(String split) {
        var members = new TreeMap<Integer, Map<String, Double>>();
        for (FrontPoint point : front.points()) {
            point.on(split).ifPresent(values -> members.put(point.candidate(), values.values()));
        }
        return members;
    }

    private Optional<Double> baselineHypervolume() {
        return state.reference().map(frame -> frame.hypervolume(baselineCosts(frame)));
    }

    private List<List<Double>> baselineCosts(ReferencePoint frame) {
        return front.baselines().stream().map(b -> frame.costs(b.search().values())).toList();
    }

    /** Replays the journal once more and notes each change of the hypervolume. */
    private List<ProgressPoint> progress() {
        var points = new ArrayList<ProgressPoint>();
        RunState replay = RunState.empty();
        for (Event event : journal.events()) {
            replay.apply(event);
            if (event instanceof Event.Front changed) {
                points.add(new ProgressPoint(replay.evaluations(), changed.hypervolume()));
            }
        }
        if (!points.isEmpty()) {
            double last = points.getLast().hypervolume();
            points.add(new ProgressPoint(state.evaluations(), last));
        }
        return points;
    }

    private List<Row> facts() {
        Stream<Row> kept =
                state.kept().stream().map(chosen -> new Row("experts merged", words(chosen)));
        Stream<Row> measured =
                state.stopped().stream()
                        .flatMap(stopped -> stopped.facts().entrySet().stream())
                        .map(fact -> new Row(words(fact.getKey()), number(fact.getValue())));
        return Stream.concat(kept, measured).toList();
    }

    private static String words(Event.Kept kept) {
        return "%s of %d".formatted(String.join(", ", kept.experts()), kept.of());
    }

    /** A key such as {@code candidatesPerSecond} as words. */
    private static String words(String key) {
        return key.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%,.1f", value);
    }

    private static List<Section> sections(Manifest manifest) {
        var run = new ArrayList<Row>();
        run.add(new Row("command", "merganser " + String.join(" ", manifest.command())));
        run.add(new Row("seed", Long.toString(manifest.seed())));
        run.add(new Row("threads", Integer.toString(manifest.threads())));
        return Stream.of(
                        new Section("Run", run),
                        new Section("Settings", flat("", manifest.settings())),
                        new Section("Tuned choices", rows(manifest.tuned())),
                        new Section("Models and data", inputs(manifest)),
                        new Section("Versions", rows(manifest.versions())),
                        new Section("Machine", rows(manifest.machine())))
                .filter(section -> !section.rows().isEmpty())
                .toList();
    }

    private static List<Row> inputs(Manifest manifest) {
        return manifest.inputs().stream()
                .map(i -> new Row(i.role(), i.path() + "  SHA-256 " + i.sha256()))
                .toList();
    }

    private static List<Row> rows(Map<String, String> values) {
        return values.entrySet().stream().map(e -> new Row(e.getKey(), e.getValue())).toList();
    }

    /** Nested settings as dotted names. */
    private static List<Row> flat(String prefix, Map<?, ?> values) {
        var rows = new ArrayList<Row>();
        values.forEach(
                (key, value) -> {
                    String name = prefix + key;
                    if (value instanceof Map<?, ?> map) {
                        rows.addAll(flat(name + ".", map));
                    } else {
                        rows.add(new Row(name, String.valueOf(value)));
                    }
                });
        return rows;
    }

    private List<String> warnings() {
        var warnings = new ArrayList<>(manifest.map(Manifest::warnings).orElse(List.of()));
        journal.note().ifPresent(warnings::add);
        if (front.testSeen()) {
            warnings.add(
                    "The search went on after the test split had been seen: test is no longer unseen.");
        }
        return warnings;
    }
}
