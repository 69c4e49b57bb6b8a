package dev.merganser.benchmarks;

import dev.merganser.evaluators.gradient.Activations;
import dev.merganser.evaluators.gradient.CoefficientWeights;
import dev.merganser.evaluators.gradient.Contraction;
import dev.merganser.evaluators.gradient.Derivatives;
import dev.merganser.evaluators.gradient.GradientPlan;
import dev.merganser.evaluators.gradient.GradientRunner;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.checkpoint.Checkpoints;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.GraphReader;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.WeightNames;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;
import dev.merganser.recipes.tensor.WeightSource;
import dev.merganser.recipes.vector.LinearWeights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * What the gradient of coefficients costs in forward passes of the same batch: a coefficient for
 * each expert and tensor, half the sum of squares of the graph's first output as the loss, one
 * thread. A forward pass, a gradient with all activations kept and one with layers computed again
 * take turns.
 *
 * <p>Usage: {@code CoefficientGradient ROUNDS ROWSxLENGTH[,ROWSxLENGTH…] WAY[,WAY…] GRAPH.onnx BASE
 * EXPERT…} with the ways {@code forward}, {@code keep} and {@code recompute}.
 */
public final class CoefficientGradient {

    private static final int UNCOUNTED = 3;
    private static final int WORDS = 20_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final SessionFactory factory = SessionFactory.of(new Provider.Cpu());
    private final SegmentedModel model;
    private final String output;
    private final LinearWeights weights;

    private CoefficientGradient(Path graph, List<Path> models) {
        Graph named = canonical(graph);
        model = SegmentCutter.with(factory).cut(named);
        output = named.outputs().getFirst().name();
        List<WeightSource> sources = models.stream().map(CoefficientGradient::source).toList();
        weights = TensorSums.vectors(model.weights(), sources);
    }

    private static Graph canonical(Path file) {
        Graph graph = GraphReader.read(file);
        return WeightNames.canonical(graph).applied(graph);
    }

    private static WeightSource source(Path file) {
        return file.toString().endsWith(".onnx")
                ? new GraphCheckpoint(file, canonical(file))
                : Checkpoints.open(file);
    }

    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        List<String> ways = List.of(args[2].split(","));
        List<Path> files = Arrays.stream(args).skip(3).map(Path::of).toList();
        var benchmark = new CoefficientGradient(files.getFirst(), files.subList(1, files.size()));
        for (String size : args[1].split(",")) {
            String[] sides = size.split("x");
            benchmark.measure(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), ways, rounds);
        }
    }

    private void measure(int rows, int length, List<String> ways, int rounds) throws IOException {
        try (SegmentSessions sessions = SegmentSessions.of(factory);
                CoefficientWeights theta = new CoefficientWeights(factory, model, weights);
                GradientRunner keeping = runner(sessions, theta, Activations.KEEP);
                GradientRunner repeating = runner(sessions, theta, Activations.RECOMPUTE)) {
            Derivatives derivatives = Derivatives.of(factory, model, weights::changes);
            GradientPlan plan = derivatives.plan(Set.of(output)).plan().orElseThrow();
            Batch batch = batch(rows, length);
            Map<String, Runnable> all = new LinkedHashMap<>();
            all.put("forward", () -> loss(keeping.values(plan, batch), Map.of()));
            all.put("keep", () -> gradient(keeping, plan, batch));
            all.put("recompute", () -> gradient(repeating, plan, batch));
            all.keySet().retainAll(ways);
            print("%dx%d".formatted(rows, length), timed(all, rounds));
        }
    }

    private GradientRunner runner(
            SegmentSessions sessions, CoefficientWeights theta, Activations activations) {
        return new GradientRunner(factory, sessions, theta.values(), activations);
    }

    private void gradient(GradientRunner runner, GradientPlan plan, Batch batch) {
        runner.gradient(plan, batch, this::loss, new Contraction(weights));
    }

    private double loss(Map<String, Output> values, Map<String, MemorySegment> gradients) {
        MemorySegment found = Objects.requireNonNull(values.get(output)).floats();
        MemorySegment gradient = gradients.get(output);
        double sum = 0;
        for (long i = 0; i < found.byteSize() / Float.BYTES; i++) {
            float value = found.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            sum += .5 * value * value;
            if (gradient != null) {
                gradient.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
        }
        return sum;
    }

    private Batch batch(int rows, int length) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        Map<String, Value> inputs = new HashMap<>();
        for (ValueInfo input : model.graph().inputs()) {
            inputs.put(input.name(), value(input, rows, length, random));
        }
        return new Batch(IntStream.range(0, rows).toArray(), length, inputs);
    }

    private Value value(ValueInfo input, int rows, int length, RandomGenerator random) {
        List<Dim> dims = input.dims().orElseThrow();
        long[] sizes = new long[dims.size()];
        for (int d = 0; d < sizes.length; d++) {
            sizes[d] = dims.get(d) instanceof Dim.Fixed(long size) ? size : d == 0 ? rows : length;
        }
        Shape shape = Shape.of(sizes);
        DType dtype = input.dtype().orElseThrow();
        MemorySegment memory = Arena.global().allocate(shape.elements() * dtype.bytes(), 64);
        for (long i = 0; i < shape.elements(); i++) {
            if (dtype == DType.F32) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat());
            } else {
                memory.setAtIndex(ValueLayout.JAVA_LONG, i, token(input.name(), random));
            }
        }
        return Value.over(factory, memory, new TensorInfo(input.name(), dtype, shape));
    }

    private static long token(String input, RandomGenerator random) {
        return switch (input) {
            case "input_ids" -> 1000 + random.nextInt(WORDS);
            case "attention_mask" -> 1;
            default -> 0;
        };
    }

    /** Milliseconds by the clock and of the processor, by way. */
    private static Map<String, List<double[]>> timed(Map<String, Runnable> ways, int rounds) {
        Map<String, List<double[]>> times = new LinkedHashMap<>();
        for (int round = 0; round < UNCOUNTED + rounds; round++) {
            boolean counted = round >= UNCOUNTED;
            ways.forEach(
                    (name, way) -> {
                        long start = System.nanoTime();
                        long processor = THREADS.getCurrentThreadCpuTime();
                        way.run();
                        double worked = (THREADS.getCurrentThreadCpuTime() - processor) / 1e6;
                        double total = (System.nanoTime() - start) / 1e6;
                        if (counted) {
                            times.computeIfAbsent(name, _ -> new ArrayList<>())
                                    .add(new double[] {total, worked});
                        }
                    });
        }
        return times;
    }

    private static void print(String size, Map<String, List<double[]>> times) throws IOException {
        List<double[]> forward = times.getOrDefault("forward", List.of(new double[2]));
        for (var way : times.entrySet()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %-10s %8.2f ms  %8.2f ms of the processor  %5.2f forwards (%.2f by processor time)%n",
                    size,
                    way.getKey(),
                    median(way.getValue(), 0),
                    median(way.getValue(), 1),
                    median(way.getValue(), 0) / median(forward, 0),
                    median(way.getValue(), 1) / median(forward, 1));
        }
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM") || line.startsWith("RssAnon"))
                .forEach(System.out::println);
    }

    private static double median(List<double[]> times, int column) {
        double[] sorted = times.stream().mapToDouble(each -> each[column]).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
