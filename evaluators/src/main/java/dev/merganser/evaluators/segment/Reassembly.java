package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.DType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that a cut graph gives the float outputs of the original on a made-up input. */
final class Reassembly {

    /** Of the largest output, or of 1 where that is smaller. */
    private static final double TOLERANCE = 1e-4;

    private final SessionFactory factory;
    private final SegmentedModel model;

    private Reassembly(SessionFactory factory, SegmentedModel model) {
        this.factory = factory;
        this.model = model;
    }

    /** Runs both; a difference is uncuttable, what does not run bad data. */
    static void check(SessionFactory factory, Original original, SegmentedModel model) {
        try (Probe probe = Probe.of(factory, original.graph())) {
            new Reassembly(factory, model).check(original, probe);
        }
    }

    private void check(Original original, Probe probe) {
        Set<String> names =
                original.graph().outputs().stream()
                        .map(ValueInfo::name)
                        .collect(Collectors.toSet());
        Map<String, float[]> expected = new HashMap<>();
        try (Results whole = original.session().run(probe.values(), names, Map.of());
                NamedFloats found = new NamedFloats(factory)) {
            for (String name : names) {
                Value output = whole.get(name);
                if (output.dtype() == DType.F32) {
                    expected.put(name, output.floats());
                    found.add(name, output.shape());
                }
            }
            runInParts(probe, found);
            expected.forEach((name, values) -> requireEqual(name, values, found.memory(name)));
        }
    }

    private void runInParts(Probe probe, NamedFloats results) {
        try (SegmentSessions sessions = SegmentSessions.open(factory, model);
                NamedFloats weights = WeightTensors.of(factory, model)) {
            StepPlan plan = StepPlan.of(model.steps(), results.values().keySet());
            new StepRunner(new FedSteps(sessions, weights.values()))
                    .run(plan, probe.values(), results.values());
        }
    }

    private static void requireEqual(String name, float[] expected, MemorySegment found) {
        double largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
            float value = found.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            boolean equal =
                    Math.abs(value - expected[i]) <= TOLERANCE * largest
                            || Float.compare(value, expected[i]) == 0;
            if (!equal) {
                throw new UncuttableException(
                        "in parts, output '%s' at %d is %s instead of %s"
                                .formatted(name, i, value, expected[i]));
            }
        }
    }
}
