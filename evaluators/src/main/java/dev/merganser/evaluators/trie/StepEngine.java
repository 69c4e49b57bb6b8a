package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.runtime.WeightStore;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.StepOutcome;
import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.DType;
import dev.merganser.recipes.tensor.Shape;
import dev.merganser.recipes.tensor.TensorInfo;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Runs single steps with weights out of a store; their weights stay in place meanwhile. Safe for
 * use by many threads.
 */
final class StepEngine {

    private final SessionFactory factory;
    private final SegmentSessions sessions;
    private final WeightStore store;

    /** An engine over sessions and weights that the caller owns. */
    StepEngine(SessionFactory factory, SegmentSessions sessions, WeightStore store) {
        this.factory = factory;
        this.sessions = sessions;
        this.store = store;
    }

    /**
     * Runs a stem or a layer; the caller closes what it gives.
     *
     * @param known values of the pool by name
     */
    StepOutcome pass(BoundStep step, Map<String, Value> known, long call) {
        Map<String, String> passedOn = step.site().passedOn();
        Results results = run(step, known, Set.copyOf(passedOn.values()), Map.of(), call);
        try {
            Map<String, Value> values = HashMap.newHashMap(passedOn.size());
            passedOn.forEach((value, output) -> values.put(value, results.get(output)));
            return new StepOutcome(values, results);
        } catch (RuntimeException e) {
            results.close();
            throw e;
        }
    }

    /**
     * Runs a head.
     *
     * @param output what is written, by its name in the pool
     */
    void finish(BoundStep head, Map<String, Value> known, String output, Value written, long call) {
        Map<String, Value> ours = Map.of(head.site().output(output), written);
        run(head, known, Set.of(), ours, call).close();
    }

    private Results run(
            BoundStep step,
            Map<String, Value> known,
            Set<String> requested,
            Map<String, Value> written,
            long call) {
        try (WeightStore.Lease weights = store.lease(step.weights(), call);
                Arena arena = Arena.ofConfined()) {
            Map<String, Value> fed = new HashMap<>(weights.values());
            step.site()
                    .step()
                    .inputs()
                    .forEach(
                            (input, name) ->
                                    fed.put(input, Objects.requireNonNull(known.get(name), name)));
            if (step.site().step().scaleInput().isEmpty()) {
                return sessions.run(step.site().segment(), fed, requested, written);
            }
            MemorySegment memory = arena.allocate(Float.BYTES, Long.BYTES);
            memory.set(ValueLayout.JAVA_FLOAT, 0, step.scale());
            String input = step.site().step().scaleInput().get();
            var info = new TensorInfo(input, DType.F32, Shape.of());
            try (Value scale = Value.over(factory, memory, info)) {
                fed.put(input, scale);
                return sessions.run(step.site().segment(), fed, requested, written);
            }
        }
    }
}
