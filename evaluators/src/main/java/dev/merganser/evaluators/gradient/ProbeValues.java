package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.segment.Probe;
import dev.merganser.evaluators.segment.Segment;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.segment.WeightTensors;
import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.graph.Dim;
import dev.merganser.recipes.graph.Graph;
import dev.merganser.recipes.graph.Initializer;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.graph.ValueType;
import dev.merganser.recipes.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Types and shapes of all values of the prepared segments of a model, constants included, from one
 * run on made-up inputs of {@value #ROWS} rows and {@value #LENGTH} positions, or images of {@value
 * #SIDE} by {@value #SIDE} where those are of any size.
 */
final class ProbeValues {

    private static final int ROWS = 7;
    private static final int IMAGES = 4;
    private static final int LENGTH = 5;

    /** Steps of two make 5 into 1 soon, this into 3 after five of them. */
    private static final int SIDE = 96;

    private final IdentityHashMap<Segment, Map<String, TensorInfo>> infos = new IdentityHashMap<>();
    private final IdentityHashMap<Segment, Segment> prepared = new IdentityHashMap<>();
    private final IdentityHashMap<Segment, Segment> shown = new IdentityHashMap<>();

    private ProbeValues() {}

    /** Runs a model once. */
    static ProbeValues of(SessionFactory factory, SegmentedModel model) {
        var probed = new ProbeValues();
        model.steps().forEach(step -> probed.prepare(step.segment()));
        try (Probe probe = Probe.of(factory, model.graph(), ROWS, open(model.graph()));
                SegmentSessions sessions = SegmentSessions.of(factory);
                NamedFloats weights = WeightTensors.of(factory, model)) {
            probed.run(model.steps(), probe.values(), weights.values(), sessions);
        }
        return probed;
    }

    /**
     * What open dimensions but the first are, large where only images and the like have some: a
     * size that is 1 here is taken as 1 in every run.
     */
    private static int open(Graph graph) {
        boolean areImages =
                graph.inputs().stream()
                        .map(input -> input.dims().orElse(List.of()))
                        .filter(dims -> dims.stream().skip(1).anyMatch(ProbeValues::isOpen))
                        .allMatch(dims -> dims.size() >= IMAGES);
        return areImages ? SIDE : LENGTH;
    }

    private static boolean isOpen(Dim dim) {
        return !(dim instanceof Dim.Fixed);
    }

    private void prepare(Segment segment) {
        Segment ready = prepared.computeIfAbsent(segment, Preparation::of);
        shown.computeIfAbsent(segment, _ -> showing(ready));
    }

    /** The segment with every value as an output. */
    private static Segment showing(Segment segment) {
        Graph graph = segment.graph();
        List<ValueInfo> outputs = new ArrayList<>(graph.outputs());
        Set<String> names = outputs.stream().map(ValueInfo::name).collect(Collectors.toSet());
        graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .filter(name -> !name.isEmpty() && names.add(name))
                .forEach(name -> outputs.add(new ValueInfo(name, new ValueType.Untyped())));
        return new Segment(graph.withOutputs(outputs), segment.weights());
    }

    private void run(
            List<Step> steps,
            Map<String, Value> inputs,
            Map<String, Value> weights,
            SegmentSessions sessions) {
        Map<String, Value> values = new HashMap<>(inputs);
        List<Results> open = new ArrayList<>();
        try {
            for (Step step : steps) {
                Results results = run(step, values, weights, sessions);
                open.add(results);
                step.outputs().forEach((output, name) -> values.put(name, results.get(output)));
            }
        } finally {
            open.forEach(Results::close);
        }
    }

    private Results run(
            Step step,
            Map<String, Value> values,
            Map<String, Value> weights,
            SegmentSessions sessions) {
        Segment segment = Objects.requireNonNull(shown.get(step.segment()));
        Map<String, Value> fed = new HashMap<>();
        step.inputs().forEach((input, name) -> fed.put(input, known(values, name)));
        step.weights().forEach((input, name) -> fed.put(input, known(weights, name)));
        Set<String> outputs = new HashSet<>();
        segment.graph().outputs().forEach(output -> outputs.add(output.name()));
        Results results = sessions.run(segment, fed, outputs, Map.of());
        try {
            infos.computeIfAbsent(step.segment(), key -> infos(key, fed, outputs, results));
            return results;
        } catch (RuntimeException e) {
            results.close();
            throw e;
        }
    }

    private static Map<String, TensorInfo> infos(
            Segment segment, Map<String, Value> fed, Set<String> outputs, Results results) {
        Map<String, TensorInfo> infos = new HashMap<>();
        for (Initializer constant : segment.graph().initializers()) {
            infos.put(constant.name(), constant.tensor().info());
        }
        fed.forEach((name, value) -> infos.put(name, info(name, value)));
        for (String name : outputs) {
            results.find(name).ifPresent(value -> infos.put(name, info(name, value)));
        }
        return Map.copyOf(infos);
    }

    private static TensorInfo info(String name, Value value) {
        return new TensorInfo(name, value.dtype(), value.shape());
    }

    private static Value known(Map<String, Value> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** The segment as it is differentiated; its inputs and outputs are the same. */
    Segment prepared(Segment segment) {
        return Objects.requireNonNull(prepared.get(segment));
    }

    /** The values of a prepared segment by name; those that are no tensors are left out. */
    Map<String, TensorInfo> of(Segment segment) {
        return Objects.requireNonNull(infos.get(segment));
    }
}
