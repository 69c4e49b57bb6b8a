package dev.merganser.evaluators.trie;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.GraphWeights;
import dev.merganser.evaluators.runtime.WeightStore;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.segment.StepOutcome;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;

import java.util.Optional;
import java.util.Set;

/**
 * How much memory the values between steps take for a batch.
 *
 * @param positions of the batch, all rows together
 * @param state what each layer hands on
 * @param stem what the stem gives: the first state, and what all layers take
 */
record StateBytes(long positions, long state, long stem) {

    /** Where no batch is known. */
    static final StateBytes NONE = new StateBytes(1, 0, 0);

    /** Runs the stem of the base on a batch, with the weights of its graph. */
    static StateBytes measure(
            SessionFactory factory, SegmentSessions sessions, PoolSites sites, Batch batch) {
        String base = sites.pool().base();
        SegmentedModel graph = sites.pool().graph(base);
        Set<String> states = sites.layer(base, 0, Optional.empty()).passedOn().keySet();
        var binder = new PathBinder(sites);
        try (var store = new WeightStore(factory, 0)) {
            var engine = new StepEngine(factory, sessions, store);
            BoundStep stem = binder.step(sites.stem(base), GraphWeights.of(graph), 1);
            try (StepOutcome outcome = engine.pass(stem, batch.inputs(), 0)) {
                return new StateBytes(positions(batch), bytes(outcome, states), bytes(outcome));
            }
        }
    }

    static long positions(Batch batch) {
        return (long) batch.count() * batch.length();
    }

    private static long bytes(StepOutcome outcome, Set<String> names) {
        return outcome.passedOn().entrySet().stream()
                .filter(entry -> names.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().bytes())
                .sum();
    }

    private static long bytes(StepOutcome outcome) {
        return outcome.passedOn().values().stream().mapToLong(Value::bytes).sum();
    }

    /** What a state of a batch of so many positions takes, about. */
    long stateOf(long otherPositions) {
        return Math.ceilDiv(state * otherPositions, positions);
    }

    /** What a path needs at once: the stem's values, a layer's state before and after it. */
    long live() {
        return stem + 2 * state;
    }
}
