package dev.merganser.evaluators.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Node;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares the gradient graph of a small graph with differences of fourth order, element by
 * element, for a loss that weighs each output element at random. It does so with values handed over
 * and with values computed again, and at sizes of the named dimensions other than those of the
 * probe, 1 among them.
 */
final class CentralDifferences {

    private static final SessionFactory FACTORY = SessionFactory.of(new Provider.Cpu());
    private static final long[] PROBE = {7, 5, 11, 13};
    private static final long[][] RUNS = {{3, 2, 4, 5}, {1, 4, 3, 1}, {2, 1, 1, 2}};
    private static final int MOST_ELEMENTS = 90;

    private final Graph graph;
    private final Map<String, double[]> floats = new HashMap<>();
    private final Map<String, Integer> integers = new HashMap<>();
    private Set<String> wanted;
    private float step = 1 / 64f;
    private double tolerance = 1e-3;
    private long seed = 1;

    private CentralDifferences(Graph graph) {
        this.graph = graph;
        this.wanted =
                graph.inputs().stream()
                        .filter(input -> input.dtype().orElseThrow() == DType.F32)
                        .map(ValueInfo::name)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A check of all float inputs between -2 and 2. */
    static CentralDifferences of(Graph graph) {
        return new CentralDifferences(graph);
    }

    CentralDifferences wanting(String... inputs) {
        wanted = new LinkedHashSet<>(List.of(inputs));
        return this;
    }

    /** The range of all float inputs that have none of their own. */
    CentralDifferences between(double low, double high) {
        return between("", low, high);
    }

    CentralDifferences between(String input, double low, double high) {
        floats.put(input, new double[] {low, high});
        return this;
    }

    /** Whole numbers from 0, or from a negative bound, up to a bound. */
    CentralDifferences integers(String input, int bound) {
        integers.put(input, bound);
        return this;
    }

    /** Largest difference, in units of the input's largest derivative or of 1. */
    CentralDifferences within(double newTolerance) {
        tolerance = newTolerance;
        return this;
    }

    /** A step that stays on one side of kinks. */
    CentralDifferences step(float newStep) {
        step = newStep;
        return this;
    }

    CentralDifferences seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Checks both modes at all sizes. */
    void check() {
        Map<String, ValueInfo> probed = probe();
        Set<String> seeded =
                graph.outputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
        Backward kept = differentiate(probed, seeded, floats(probed));
        Backward repeated = differentiate(probed, seeded, Set.of());
        assertThat(names(graph)).containsAll(repeated.saved());
        for (long[] sizes : isOpen() ? RUNS : new long[][] {PROBE}) {
            check(kept, sizes, "values handed over");
            check(repeated, sizes, "values computed again");
        }
    }

    /** The gradient graph for values that are handed over, for a look at its nodes. */
    Backward kept() {
        Map<String, ValueInfo> probed = probe();
        Set<String> seeded =
                graph.outputs().stream().map(ValueInfo::name).collect(Collectors.toSet());
        return differentiate(probed, seeded, floats(probed));
    }

    private boolean isOpen() {
        return graph.inputs().stream()
                .flatMap(input -> input.dims().orElseThrow().stream())
                .anyMatch(Dim.Named.class::isInstance);
    }

    private static List<String> names(Graph graph) {
        return graph.inputs().stream().map(ValueInfo::name).toList();
    }

    private static Set<String> floats(Map<String, ValueInfo> probed) {
        return probed.values().stream()
                .filter(value -> value.dtype().orElseThrow() == DType.F32)
                .map(ValueInfo::name)
                .collect(Collectors.toSet());
    }

    private Backward differentiate(
            Map<String, ValueInfo> probed, Set<String> seeded, Set<String> available) {
        Map<String, Shape> shapes = new HashMap<>();
        probed.forEach((name, value) -> shapes.put(name, Feeds.shape(value, Map.of())));
        Backward backward = Differentiation.of(graph, shapes, seeded, wanted, available);
        requireLean(backward);
        return backward;
    }

    /** Every input and every node is there for some output. */
    private static void requireLean(Backward backward) {
        Set<String> used =
                backward.graph().nodes().stream()
                        .flatMap(node -> node.inputs().stream())
                        .collect(Collectors.toCollection(HashSet::new));
        assertThat(used).containsAll(names(backward.graph()));
        backward.graph().outputs().forEach(output -> used.add(output.name()));
        for (Node node : backward.graph().nodes()) {
            assertThat(node.outputs()).as(node.toString()).anyMatch(used::contains);
        }
    }

    private Map<String, Long> named(long[] sizes) {
        Map<String, Long> named = new LinkedHashMap<>();
        graph.inputs().stream()
                .flatMap(input -> input.dims().orElseThrow().stream())
                .forEach(
                        dim -> {
                            if (dim instanceof Dim.Named(String name)) {
                                named.computeIfAbsent(name, _ -> sizes[named.size()]);
                            }
                        });
        return named;
    }

    /** Types and shapes of all values at the probe's sizes. */
    private Map<String, ValueInfo> probe() {
        List<String> made =
                graph.nodes().stream()
                        .flatMap(node -> node.outputs().stream())
                        .filter(name -> !name.isEmpty())
                        .toList();
        Map<String, ValueInfo> probed = new HashMap<>();
        try (Feeds feeds = feeds(PROBE);
                Session session = FACTORY.open(withOutputs(made));
                Results results = session.run(feeds.values(), Set.copyOf(made), Map.of())) {
            feeds.values().forEach((name, value) -> probed.put(name, info(name, value)));
            made.forEach(name -> probed.put(name, info(name, results.get(name))));
        }
        graph.initializers()
                .forEach(
                        constant ->
                                probed.put(
                                        constant.name(),
                                        ValueInfo.of(
                                                constant.name(),
                                                constant.tensor().dtype(),
                                                constant.tensor().shape())));
        return probed;
    }

    private static ValueInfo info(String name, Value value) {
        return ValueInfo.of(name, value.dtype(), value.shape());
    }

    private Graph withOutputs(List<String> names) {
        return graph.withOutputs(
                names.stream().map(name -> new ValueInfo(name, new ValueType.Untyped())).toList());
    }

    private Feeds feeds(long[] sizes) {
        return Feeds.of(
                FACTORY, graph, named(sizes), new Feeds.Ranges(floats, integers), new Random(seed));
    }

    private void check(Backward backward, long[] sizes, String mode) {
        List<String> outputs = names(graph.withInputs(graph.outputs()));
        List<String> all =
                Stream.concat(
                                outputs.stream(),
                                backward.saved().stream().filter(v -> !names(graph).contains(v)))
                        .distinct()
                        .toList();
        try (Feeds feeds = feeds(sizes);
                Session forward = FACTORY.open(withOutputs(all));
                Results results = forward.run(feeds.values(), Set.copyOf(all), Map.of())) {
            Map<String, float[]> cotangents = new HashMap<>();
            outputs.forEach(name -> cotangents.put(name, cotangent(results.get(name))));
            String where = "%s at sizes %s, seed %d".formatted(mode, named(sizes), seed);
            var differences = new FiniteDifferences(forward, feeds, cotangents, step);
            new BackwardRun(backward, feeds)
                    .gradients(FACTORY, results, cotangents, wanted)
                    .forEach((input, gradient) -> compare(differences, input, gradient, where));
        }
    }

    private float[] cotangent(Value output) {
        var random = new Random(seed + 1);
        float[] cotangent = new float[(int) output.shape().elements()];
        for (int i = 0; i < cotangent.length; i++) {
            cotangent[i] = random.nextFloat(-1, 1);
        }
        return cotangent;
    }

    private void compare(
            FiniteDifferences differences, String input, double[] gradient, String where) {
        int[] elements = elements(gradient.length);
        double[] expected =
                IntStream.of(elements).mapToDouble(e -> differences.of(input, e)).toArray();
        double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
        for (int i = 0; i < elements.length; i++) {
            double found = gradient[elements[i]];
            assertThat(Math.abs(found - expected[i]) <= tolerance * scale)
                    .as(
                            "d/d %s[%d] with %s: expected %s, found %s",
                            input, elements[i], where, expected[i], found)
                    .isTrue();
        }
    }

    private int[] elements(int count) {
        return count <= MOST_ELEMENTS
                ? IntStream.range(0, count).toArray()
                : new Random(seed).ints(0, count).distinct().limit(MOST_ELEMENTS).toArray();
    }
}
