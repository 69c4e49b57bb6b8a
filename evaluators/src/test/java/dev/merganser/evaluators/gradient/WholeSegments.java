package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentCutter;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.Provider;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Gradients of whole models as learning takes them: cut into segments, weights fed. */
final class WholeSegments {

    private final WholeModel model;
    private final WholeVectors vectors;
    private final SessionFactory factory = SessionFactory.of(new Provider.Cpu());
    private final SegmentedModel segments;

    WholeSegments(WholeModel model) {
        this.model = model;
        vectors = new WholeVectors(model);
        segments = SegmentCutter.with(factory).cut(model.graph());
    }

    /** How many steps the model was cut into. */
    int steps() {
        return segments.steps().size();
    }

    WholeGradient gradient(Activations activations) {
        GradientPlan plan =
                Derivatives.of(factory, segments, vectors::changes)
                        .plan(Set.of(WholeModel.LOSS))
                        .plan()
                        .orElseThrow();
        try (Arena arena = Arena.ofConfined();
                Batch batch = batch(arena);
                SegmentSessions sessions = SegmentSessions.of(factory);
                var theta = new CoefficientWeights(factory, segments, vectors)) {
            theta.set(vectors.point(), WholeSegments::each);
            try (var runner = new GradientRunner(factory, sessions, theta.values(), activations)) {
                double loss = runner.gradient(plan, batch, WholeSegments::loss, vectors);
                return vectors.gradient(loss);
            }
        }
    }

    private static void each(List<String> names, Consumer<String> work) {
        names.forEach(work);
    }

    /** The graph computes the loss itself. */
    private static double loss(Map<String, Output> values, Map<String, MemorySegment> gradients) {
        gradients.get(WholeModel.LOSS).set(ValueLayout.JAVA_FLOAT, 0, 1);
        return values.get(WholeModel.LOSS).floats().get(ValueLayout.JAVA_FLOAT, 0);
    }

    private Batch batch(Arena arena) {
        Map<String, Value> inputs = new HashMap<>();
        model.inputs().forEach((name, input) -> inputs.put(name, value(arena, input)));
        List<Long> dims = model.inputs().values().iterator().next().shape().dims();
        int rows = dims.getFirst().intValue();
        return new Batch(IntStream.range(0, rows).toArray(), dims.get(1).intValue(), inputs);
    }

    private Value value(Arena arena, Tensor input) {
        MemorySegment memory = arena.allocate(input.data().byteSize(), Long.BYTES);
        memory.copyFrom(input.data());
        return Value.over(factory, memory, input.info());
    }
}
