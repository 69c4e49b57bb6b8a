package dev.merganser.benchmarks;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.CandidateRunner;
import dev.merganser.evaluators.runtime.PrefixCache;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.StepPlan;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.GraphWriter;
import dev.merganser.recipes.graph.Slot;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.model.Models;
import dev.merganser.recipes.plan.MergePlan;
import dev.merganser.recipes.plan.Merger;
import dev.merganser.recipes.recipe.ModelEntry;
import dev.merganser.recipes.recipe.Parameters;
import dev.merganser.recipes.recipe.Recipe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Candidates per hour: linear merges of two models, each run on the same batches, by weights that
 * are fed, by sessions of each candidate's own, and by the yardstick, which merges into the bytes
 * of a model and opens one session with all optimizations over them. One runner, one thread each;
 * the three take turns, every candidate has other weights, and none writes a file.
 *
 * <p>Usage: {@code CandidateBenchmark FIRST.onnx SECOND.onnx [ROUNDS [ITEMS...]]} for graphs of
 * tokens, {@code CandidateBenchmark images [ROUNDS [ITEMS...]]} for a made-up convolutional one.
 */
public final class CandidateBenchmark {

    /** Rounds before any is counted: code is compiled, memory is touched. */
    private static final int UNCOUNTED = 3;

    private static final int MANY_ITEMS = 500;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final SessionFactory factory = SessionFactory.of(new Provider.Cpu());
    private final Graph graph;
    private final BenchmarkRows rows;
    private final SegmentedModel model;
    private final Merger merger;
    private final Merger rawMerger;
    private final List<String> models;
    private int candidates;

    /** How one candidate is carried out; the answer is when its first batch could be run. */
    @FunctionalInterface
    private interface Way {
        long run(List<Batch> batches, double weight);
    }

    private CandidateBenchmark(List<Path> files, BenchmarkRows rows, Models models, Models raw) {
        this.graph = GraphReader.read(files.getFirst());
        this.rows = rows;
        this.model = SegmentCutter.with(factory).cut(WeightNames.canonical(graph).applied(graph));
        this.models = files.stream().map(Path::toString).toList();
        this.merger = Merger.of(models);
        this.rawMerger = Merger.of(raw);
    }

    public static void main(String[] args) throws IOException {
        boolean images = args[0].equals("images");
        List<Path> files =
                images
                        ? ImageModels.write(Files.createTempDirectory("cnn"))
                        : List.of(Path.of(args[0]), Path.of(args[1]));
        int[] numbers =
                Arrays.stream(args).skip(images ? 1 : 2).mapToInt(Integer::parseInt).toArray();
        int rounds = numbers.length > 0 ? numbers[0] : 12;
        int[] items =
                numbers.length > 1
                        ? Arrays.copyOfRange(numbers, 1, numbers.length)
                        : new int[] {16, 64, 1500};
        BenchmarkRows rows = images ? BenchmarkRows.images() : BenchmarkRows.tokens(32);
        Map<String, Checkpoint> raw = new LinkedHashMap<>();
        files.forEach(file -> raw.put(file.toString(), new GraphCheckpoint(file)));
        try (Models models = Models.open(Path.of(""));
                Models unnamed = Models.of(raw)) {
            var benchmark = new CandidateBenchmark(files, rows, models, unnamed);
            for (int count : items) {
                benchmark.measure(
                        count,
                        count > MANY_ITEMS ? 1 : UNCOUNTED,
                        count > MANY_ITEMS ? Math.ceilDiv(rounds, 3) : rounds);
            }
        }
    }

    private void measure(int items, int uncounted, int rounds) {
        var prefixes = new PrefixCache(0);
        try (SegmentSessions sessions = SegmentSessions.open(factory, model);
                CandidateRunner fed = CandidateRunner.feeding(factory, model, sessions, prefixes);
                CandidateRunner own = CandidateRunner.initializing(factory, model, prefixes);
                NamedFloats outputs = new NamedFloats(factory)) {
            List<Batch> batches = rows.batches(factory, items);
            batches.forEach(batch -> addOutput(outputs, batch));
            Map<String, Way> ways = new LinkedHashMap<>();
            ways.put("feed", (all, weight) -> scored(fed, all, weight));
            ways.put("initializers", (all, weight) -> scored(own, all, weight));
            ways.put("session", (all, weight) -> newSession(all, weight, outputs));
            print(items, batches.size(), timed(ways, batches, uncounted, rounds));
        }
    }

    private void addOutput(NamedFloats outputs, Batch batch) {
        String name = String.valueOf(batch.count());
        if (!outputs.values().containsKey(name)) {
            outputs.add(name, rows.output(batch.count()));
        }
    }

    /** Milliseconds of set-up, of all, and of the processor, of the counted candidates by way. */
    private Map<String, List<double[]>> timed(
            Map<String, Way> ways, List<Batch> batches, int uncounted, int rounds) {
        Map<String, List<double[]>> times = new LinkedHashMap<>();
        for (int round = 0; round < uncounted + rounds; round++) {
            boolean counted = round >= uncounted;
            ways.forEach(
                    (name, way) -> {
                        long start = System.nanoTime();
                        long processor = THREADS.getCurrentThreadCpuTime();
                        long ready = way.run(batches, nextWeight());
                        double total = (System.nanoTime() - start) / 1e6;
                        double worked = (THREADS.getCurrentThreadCpuTime() - processor) / 1e6;
                        if (counted) {
                            times.computeIfAbsent(name, _ -> new ArrayList<>())
                                    .add(new double[] {(ready - start) / 1e6, total, worked});
                        }
                    });
        }
        return times;
    }

    private double nextWeight() {
        return .1 + .8 * (candidates++ * .61803398875 % 1);
    }

    private long scored(CandidateRunner runner, List<Batch> batches, double weight) {
        runner.load(merger.plan(recipe(weight)));
        runner.prepare();
        long ready = System.nanoTime();
        StepPlan plan = StepPlan.of(model.steps(), Set.of(rows.outputName()));
        batches.forEach(batch -> runner.run(plan, batch));
        return ready;
    }

    private long newSession(List<Batch> batches, double weight, NamedFloats outputs) {
        MergePlan plan = rawMerger.plan(recipe(weight));
        byte[] onnx = GraphWriter.encode(graph, slots -> slots.forEach(slot -> fill(slot, plan)));
        try (Session session = factory.open("merged", onnx, Map.of())) {
            long ready = System.nanoTime();
            for (Batch batch : batches) {
                Value output = outputs.values().get(String.valueOf(batch.count()));
                session.run(batch.inputs(), Set.of(), Map.of(rows.outputName(), output)).close();
            }
            return ready;
        }
    }

    private static void fill(Slot slot, MergePlan plan) {
        plan.writeTensor(slot.initializer().name(), slot.out());
    }

    private Recipe recipe(double weight) {
        return Recipe.of(
                "linear", List.of(entry(models.get(0), weight), entry(models.get(1), 1 - weight)));
    }

    private static ModelEntry entry(String model, double weight) {
        return new ModelEntry(model, Parameters.NONE.with("weight", weight));
    }

    private static void print(int items, int batches, Map<String, List<double[]>> times) {
        List<double[]> yardstick = times.getOrDefault("session", List.of());
        times.forEach(
                (name, each) ->
                        System.out.printf(
                                Locale.ROOT,
                                "%5d items, %2d batches  %-12s  set-up %6.1f ms  candidate %8.1f ms  %7.0f an hour  %.2f of a session (%.2f by processor time)%n",
                                items,
                                batches,
                                name,
                                median(each, 0),
                                median(each, 1),
                                3.6e6 / median(each, 1),
                                median(yardstick, 1) / median(each, 1),
                                median(yardstick, 2) / median(each, 2)));
    }

    private static double median(List<double[]> times, int column) {
        double[] sorted = times.stream().mapToDouble(each -> each[column]).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
