package dev.merganser.evaluators.gradient;

import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.tensor.Shape;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;

/**
 * Runs a model forward and backward, step by step, with weights that are fed. Runners share
 * sessions and weights. Owns its native memory until closed; for one thread at a time.
 */
public final class GradientRunner implements AutoCloseable {

    private final SegmentSessions sessions;
    private final Map<String, Value> weights;
    private final Activations activations;
    private final TensorPool pool;
    private final StepRuns runs;

    /**
     * A runner.
     *
     * @param sessions of the model's segments and their gradients; the caller's
     * @param weights by name in the model; the caller's
     */
    public GradientRunner(
            SessionFactory factory,
            SegmentSessions sessions,
            Map<String, Value> weights,
            Activations activations) {
        this.sessions = sessions;
        this.weights = Map.copyOf(weights);
        this.activations = activations;
        this.pool = new TensorPool(factory);
        this.runs = new StepRuns(sessions, pool);
    }

    /** What the model gives for a batch, copied: the values of the plan by name. */
    public Map<String, Output> values(GradientPlan plan, Batch batch) {
        try (var pass = forward(plan, batch, ForwardPass.Kept.NOTHING)) {
            return pass.outputs();
        }
    }

    /**
     * The loss of a batch with its gradient.
     *
     * @param loss gets the values of the plan and zeroed memory for their gradients, and gives the
     *     loss
     * @param gradients takes the gradients of the weights
     */
    public double gradient(
            GradientPlan plan,
            Batch batch,
            ToDoubleBiFunction<Map<String, Output>, Map<String, MemorySegment>> loss,
            WeightGradients gradients) {
        try (var pass = forward(plan, batch, kept());
                var cotangents = new Cotangents(pool)) {
            Map<String, Output> outputs = pass.outputs();
            Map<String, MemorySegment> seeds = new HashMap<>();
            for (String value : plan.values()) {
                seeds.put(value, cotangents.zero(value, shape(outputs, value)));
            }
            double sum = loss.applyAsDouble(outputs, seeds);
            new BackwardPass(sessions, pass, cotangents, pool, gradients).run();
            return sum;
        }
    }

    private ForwardPass forward(GradientPlan plan, Batch batch, ForwardPass.Kept kept) {
        return new ForwardPass(sessions, runs, weights, plan, batch, kept);
    }

    private static Shape shape(Map<String, Output> outputs, String value) {
        return Objects.requireNonNull(outputs.get(value), value).shape();
    }

    private ForwardPass.Kept kept() {
        return switch (activations) {
            case KEEP -> ForwardPass.Kept.ALL;
            case RECOMPUTE -> ForwardPass.Kept.BOUNDARIES;
        };
    }

    @Override
    public void close() {
        pool.close();
    }
}
