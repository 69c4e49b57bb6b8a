package dev.merganser.results;

import dev.merganser.results.front.FrontDocument;
import dev.merganser.results.front.FrontFile;
import dev.merganser.results.front.ParetoFront;
import dev.merganser.results.front.ReferencePoint;
import dev.merganser.results.journal.Event;
import dev.merganser.results.journal.JournalWriter;
import dev.merganser.results.score.ScoreFiles;
import dev.merganser.results.score.ScoreSlice;
import dev.merganser.results.value.CandidateId;
import dev.merganser.results.value.Direction;
import dev.merganser.results.value.Objective;
import dev.merganser.results.value.SplitKeys;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A run with made-up scores that look like those of merged image models: a candidate is a share of
 * skill per task, and the skills trade off.
 */
final class SyntheticRun {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final Map<String, double[]> BASELINES = new LinkedHashMap<>();

    static {
        BASELINES.put("base", new double[] {0.35, 0.3, 0.3, 0.3});
        BASELINES.put("expert digits", new double[] {1, 0.1, 0.12, 0.1});
        BASELINES.put("expert fashion", new double[] {0.1, 1, 0.1, 0.3});
        BASELINES.put("expert doodles", new double[] {0.15, 0.1, 1, 0.2});
        BASELINES.put("uniform average", new double[] {0.58, 0.55, 0.5, 0.4});
        BASELINES.put("task arithmetic, λ = 0.3", new double[] {0.55, 0.54, 0.53, 0.4});
        BASELINES.put(
                "task arithmetic, λ = 0.5 (best of 10)", new double[] {0.62, 0.58, 0.6, 0.45});
        BASELINES.put("TIES, density 0.2, λ = 0.8", new double[] {0.6, 0.6, 0.52, 0.5});
        BASELINES.put("best of 60 triples", new double[] {0.64, 0.63, 0.62, 0.5});
    }

    private final List<String> tasks;
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(20_260_102);
    private final Map<String, Integer> items =
            Map.of(SplitKeys.SEARCH, 300, SplitKeys.VALIDATION, 200, SplitKeys.TEST, 400);
    private final Map<String, float[]> difficulties = new TreeMap<>();
    private final Map<CandidateId, double[]> skills = new TreeMap<>();
    private final RunState state = RunState.empty();
    private ParetoFront front = ParetoFront.empty();
    private final ScoreFiles scores;
    private final JournalWriter journal;

    private SyntheticRun(RunFolder folder, List<String> tasks) {
        this.tasks = tasks;
        this.scores = ScoreFiles.open(folder.scores());
        this.journal = JournalWriter.create(folder.journal());
    }

    /** Writes journal, scores, manifest and front of a finished run. */
    static RunFolder write(Path root, int evaluations, List<String> tasks) {
        RunFolder folder = RunFolder.create(root);
        var run = new SyntheticRun(folder, tasks);
        run.manifest().write(folder.manifest());
        run.search(evaluations);
        FrontDocument front = FrontAssembler.of(run.scores, 1).document(run.state);
        FrontFile.writeJson(folder.frontJson(), front);
        FrontFile.writeCsv(folder.frontCsv(), front);
        run.journal.close();
        run.scores.close();
        return folder;
    }

    private void search(int evaluations) {
        append(
                new Event.RunStarted(
                        "Vision demo <3 & more",
                        1,
                        objectives("nll", Direction.MINIMIZE),
                        objectives("accuracy", Direction.MAXIMIZE),
                        Map.of("algorithm", "portfolio"),
                        AT));
        int number = 0;
        for (Map.Entry<String, double[]> baseline : BASELINES.entrySet()) {
            CandidateId id = CandidateId.baseline(++number);
            append(new Event.Baseline(id, baseline.getKey(), "merge_method: linear\n"));
            skills.put(id, baseline.getValue());
            score(id, SplitKeys.SEARCH);
        }
        freeze();
        for (int candidate = 1; candidate <= evaluations; candidate++) {
            propose(candidate, evaluations);
        }
        for (String split : List.of(SplitKeys.VALIDATION, SplitKeys.TEST)) {
            skills.keySet().stream().filter(CandidateId::baseline).forEach(id -> score(id, split));
            state.front().forEach(id -> score(id, split));
        }
        append(
                new Event.Stopped(
                        "budget",
                        Map.of("candidatesPerSecond", 4.31, "bareLoopShare", 0.91),
                        AT.plusSeconds(140)));
    }

    private void propose(int number, int evaluations) {
        CandidateId id = CandidateId.of(number);
        String recipe = "merge_method: ties\nmerganser:\n  seed: %d\n".formatted(number);
        append(new Event.Proposed(id, recipe, List.of(), "crossover", List.of()));
        if (number % 23 == 0) {
            append(new Event.Failed(id, SplitKeys.SEARCH, "NaN in a weight", 12, AT));
            return;
        }
        skills.put(id, skill((double) number / evaluations));
        score(id, SplitKeys.SEARCH);
        tell(id);
    }

    private void tell(CandidateId id) {
        ReferencePoint frame = state.reference().orElseThrow();
        Event.Scored scored = state.scored(id, SplitKeys.SEARCH).orElseThrow();
        ParetoFront told =
                front.with(new ParetoFront.Member(id.number(), frame.costs(scored.objectives())));
        if (!told.equals(front)) {
            front = told;
            append(new Event.Front(front.candidates(), frame.hypervolume(front.costs())));
        }
    }

    /** A point near a sphere octant, closer to it as the search goes on. */
    private double[] skill(double progress) {
        double[] skill = new double[Math.max(4, tasks.size())];
        double norm = 0;
        for (int i = 0; i < tasks.size(); i++) {
            skill[i] = 0.6 + random.nextDouble();
            norm += skill[i] * skill[i];
        }
        double loss = Math.abs(random.nextGaussian(0, 0.3 - 0.2 * progress));
        double radius = 1.16 - loss;
        for (int i = 0; i < tasks.size(); i++) {
            skill[i] = Math.clamp(skill[i] / Math.sqrt(norm) * radius, 0.05, 1.0);
        }
        return skill;
    }

    private void score(CandidateId id, String split) {
        var perItem = new LinkedHashMap<String, float[]>();
        var losses = new LinkedHashMap<String, Double>();
        var accuracies = new LinkedHashMap<String, Double>();
        for (int k = 0; k < tasks.size(); k++) {
            double[] skill = skills.get(id);
            float[] nll = losses(split, k, skill[k % skill.length]);
            float[] right = new float[nll.length];
            for (int i = 0; i < nll.length; i++) {
                right[i] = nll[i] < 0.9f ? 1 : 0;
            }
            perItem.put(tasks.get(k) + ".nll", nll);
            perItem.put(tasks.get(k) + ".accuracy", right);
            losses.put(tasks.get(k) + ".nll", mean(nll));
            accuracies.put(tasks.get(k) + ".accuracy", mean(right));
        }
        Map<String, ScoreSlice> slices = scores.append(split, perItem);
        append(
                new Event.Scored(
                        id,
                        split,
                        items.get(split) * tasks.size(),
                        1,
                        losses,
                        accuracies,
                        slices,
                        Optional.empty(),
                        230,
                        AT));
    }

    private float[] losses(String split, int task, double skill) {
        float[] difficulty =
                difficulties.computeIfAbsent(split + task, _ -> difficulties(items.get(split)));
        float[] losses = new float[difficulty.length];
        for (int i = 0; i < losses.length; i++) {
            double noise = 0.12 * random.nextGaussian();
            losses[i] =
                    (float) Math.max(0.001, difficulty[i] * Math.exp(1.5 * (0.55 - skill) + noise));
        }
        return losses;
    }

    private float[] difficulties(int count) {
        float[] difficulties = new float[count];
        for (int i = 0; i < count; i++) {
            difficulties[i] = (float) random.nextExponential() * 0.9f;
        }
        return difficulties;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private void freeze() {
        ReferencePoint frame =
                ReferencePoint.of(
                        state.objectives(),
                        state.scored(SplitKeys.SEARCH).values().stream()
                                .map(Event.Scored::objectives)
                                .toList());
        append(new Event.Reference(frame.point(), frame.ranges()));
    }

    private void append(Event event) {
        journal.append(event);
        state.apply(event);
    }

    private List<Objective> objectives(String metric, Direction direction) {
        return tasks.stream().map(task -> Objective.of(task, metric, direction)).toList();
    }

    private Manifest manifest() {
        var search = new LinkedHashMap<String, Object>();
        search.put("algorithm", "portfolio");
        search.put("population", 32);
        var settings = new LinkedHashMap<String, Object>();
        settings.put("search", search);
        settings.put("granularity", "sublayer");
        settings.put("weight", List.of(0.0, 1.5));
        return new Manifest(
                "Vision demo",
                AT,
                List.of("demo", "--seed", "1"),
                1,
                2,
                settings,
                Map.of("weights", "FEED"),
                List.of(
                        new Manifest.Input("base", "/models/base.safetensors", "ab".repeat(32)),
                        new Manifest.Input(
                                "expert digits", "/models/digits.safetensors", "cd".repeat(32))),
                Map.of("merganser", "0.1.0", "java", "25.0.1"),
                Map.of("cores", "2"),
                List.of("3 near duplicates between search and validation of 'doodles'."));
    }
}
