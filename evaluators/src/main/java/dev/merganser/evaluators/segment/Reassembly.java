package dev.merganser.evaluators.segment;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.merganser.evaluators.session.NamedFloats;
import dev.merganser.evaluators.session.OrtErrors;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.recipes.graph.ValueInfo;
import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;
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

    /** Runs both; what fails or differs is uncuttable. */
    static void check(SessionFactory factory, Original original, SegmentedModel model) {
        try (Probe probe = Probe.of(factory.environment(), original.graph())) {
            new Reassembly(factory, model).check(original, probe);
        } catch (OrtException e) {
            throw new UncuttableException(
                    "it does not run on a made-up input (" + OrtErrors.firstLine(e) + ")");
        }
    }

    private void check(Original original, Probe probe) throws OrtException {
        Set<String> names =
                original.graph().outputs().stream()
                        .map(ValueInfo::name)
                        .collect(Collectors.toSet());
        try (OrtSession.Result whole = original.session().run(probe.tensors(), names);
                NamedFloats found = new NamedFloats(factory.environment())) {
            Map<String, FloatBuffer> expected = new HashMap<>();
            for (Map.Entry<String, OnnxValue> output : whole) {
                if (output.getValue() instanceof OnnxTensor tensor
                        && tensor.getInfo().type == OnnxJavaType.FLOAT) {
                    expected.put(output.getKey(), tensor.getFloatBuffer());
                    found.add(output.getKey(), Shape.of(tensor.getInfo().getShape()));
                }
            }
            run(probe, found);
            expected.forEach((name, values) -> requireEqual(name, values, found.memory(name)));
        }
    }

    private void run(Probe probe, NamedFloats results) throws OrtException {
        try (SegmentSessions sessions = SegmentSessions.open(factory, model);
                NamedFloats weights = WeightTensors.of(factory.environment(), model)) {
            var runner = new StepRunner(sessions, weights.tensors());
            StepPlan plan = StepPlan.of(model.steps(), results.tensors().keySet());
            runner.run(plan, probe.tensors(), results.tensors());
        }
    }

    private static void requireEqual(String name, FloatBuffer expected, MemorySegment found) {
        double largest = 1;
        for (int i = 0; i < expected.capacity(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
        }
        for (int i = 0; i < expected.capacity(); i++) {
            float value = found.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            boolean equal =
                    Math.abs(value - expected.get(i)) <= TOLERANCE * largest
                            || Float.compare(value, expected.get(i)) == 0;
            if (!equal) {
                throw new UncuttableException(
                        "in parts, output '%s' at %d is %s instead of %s"
                                .formatted(name, i, value, expected.get(i)));
            }
        }
    }
}
