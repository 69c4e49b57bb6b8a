package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.Step;
import dev.merganser.evaluators.session.Value;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A forward pass of one batch, and what of it is kept for the way back. Owns the values until
 * closed.
 */
final class ForwardPass implements AutoCloseable {

    /** What stays after the pass. */
    enum Kept {
        NOTHING,
        BOUNDARIES,
        ALL
    }

    private final SegmentSessions sessions;
    private final StepRuns runs;
    private final Map<String, Value> weights;
    private final GradientPlan plan;
    private final Kept kept;
    private final Map<String, Value> values;
    private final Map<Integer, StepValues> open = new HashMap<>();
    private final Map<String, Output> outputs = new HashMap<>();

    /** Runs all stages. */
    ForwardPass(
            SegmentSessions sessions,
            StepRuns runs,
            Map<String, Value> weights,
            GradientPlan plan,
            Batch batch,
            Kept kept) {
        this.sessions = sessions;
        this.runs = runs;
        this.weights = weights;
        this.plan = plan;
        this.kept = kept;
        this.values = new HashMap<>(batch.inputs());
        try {
            for (int s = 0; s < plan.stages().size(); s++) {
                run(s);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void run(int s) {
        GradientPlan.Stage stage = plan.stages().get(s);
        StepValues results = keepsInside(s) ? rerun(s) : plain(stage);
        open.put(s, results);
        Step step = stage.step();
        for (String output : stage.requested()) {
            String name = Objects.requireNonNull(step.outputs().get(output));
            Value value = results.get(output);
            values.put(name, value);
            if (plan.values().contains(name)) {
                outputs.put(name, new Output(MemorySegment.ofArray(value.floats()), value.shape()));
            }
        }
        if (kept == Kept.NOTHING) {
            closeLastUsed(s);
        }
    }

    /** The last step comes back first, so that its inner values are worth keeping. */
    private boolean keepsInside(int s) {
        boolean differentiated = plan.stages().get(s).differentiated().isPresent();
        return differentiated
                && (kept == Kept.ALL || (kept == Kept.BOUNDARIES && s == plan.stages().size() - 1));
    }

    private StepValues plain(GradientPlan.Stage stage) {
        Map<String, Value> fed = inputs(stage.step());
        fed.putAll(weights(stage.step()));
        return new StepValues(
                sessions.run(stage.step().segment(), fed, stage.requested(), Map.of()), Map.of());
    }

    /** Runs a step with the values that its gradient needs; the caller closes what it gives. */
    private StepValues rerun(int s) {
        GradientPlan.Stage stage = plan.stages().get(s);
        DifferentiatedSegment pair = stage.differentiated().orElseThrow();
        Set<String> requested = new HashSet<>(stage.requested());
        requested.addAll(pair.saved());
        return runs.run(pair.forward(), inputs(stage.step()), weights(stage.step()), requested);
    }

    private Map<String, Value> inputs(Step step) {
        Map<String, Value> inputs = new HashMap<>();
        step.inputs().forEach((input, name) -> inputs.put(input, known(values, name)));
        return inputs;
    }

    private Map<String, Value> weights(Step step) {
        Map<String, Value> fed = new HashMap<>();
        step.weights().forEach((input, name) -> fed.put(input, known(weights, name)));
        return fed;
    }

    private void closeLastUsed(int step) {
        open.entrySet()
                .removeIf(
                        entry -> {
                            boolean last = plan.stages().get(entry.getKey()).lastUse() == step;
                            if (last) {
                                entry.getValue().close();
                            }
                            return last;
                        });
    }

    GradientPlan plan() {
        return plan;
    }

    /** The values of the plan, copied. */
    Map<String, Output> outputs() {
        return outputs;
    }

    /** A value that was kept between steps, by name in the model. */
    Value value(String name) {
        return known(values, name);
    }

    Value weight(String name) {
        return known(weights, name);
    }

    /**
     * What a step saved for its gradient: kept, or computed again. The caller closes it; then
     * values that only this step and later ones took are gone.
     */
    StepValues saved(int s) {
        if (keepsInside(s)) {
            return Objects.requireNonNull(open.remove(s));
        }
        StepValues saved = rerun(s);
        release(s);
        return saved;
    }

    /** Frees what a step gave; nothing after it asks for that any more. */
    void release(int s) {
        StepValues results = open.remove(s);
        if (results != null) {
            results.close();
        }
    }

    private static Value known(Map<String, Value> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    @Override
    public void close() {
        open.values().forEach(StepValues::close);
        open.clear();
    }
}
