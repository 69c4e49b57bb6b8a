package dev.merganser.evaluators;

import dev.merganser.evaluators.gradient.Activations;
import dev.merganser.evaluators.gradient.CoefficientWeights;
import dev.merganser.evaluators.gradient.Contraction;
import dev.merganser.evaluators.gradient.Derivatives;
import dev.merganser.evaluators.gradient.GradientPlan;
import dev.merganser.evaluators.gradient.GradientRunner;
import dev.merganser.evaluators.loss.BatchLoss;
import dev.merganser.evaluators.runtime.Batch;
import dev.merganser.evaluators.runtime.Output;
import dev.merganser.evaluators.segment.SegmentSessions;
import dev.merganser.evaluators.segment.SegmentedModel;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.vector.LinearWeights;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A model with weights θ(c) that batches are run through, forward and backward, by many threads:
 * each borrows a runner, all share weights and sessions. Owns everything until closed.
 */
final class LossModel implements AutoCloseable {

    private final SessionFactory factory;
    private final SegmentedModel model;
    private final LinearWeights weights;
    private final Activations activations;
    private final SegmentSessions sessions;
    private final CoefficientWeights theta;
    private final ConcurrentLinkedQueue<GradientRunner> runners = new ConcurrentLinkedQueue<>();
    private final Map<Set<String>, GradientPlan> forward = new HashMap<>();
    private final Map<Set<String>, Derivatives.Planning> backward = new HashMap<>();
    private @Nullable Derivatives derivatives;

    LossModel(
            SessionFactory factory,
            SegmentedModel model,
            LinearWeights weights,
            Activations activations) {
        this.factory = factory;
        this.model = model;
        this.weights = weights;
        this.activations = activations;
        this.sessions = SegmentSessions.open(factory, model);
        try {
            theta = new CoefficientWeights(factory, model, weights);
        } catch (RuntimeException e) {
            sessions.close();
            throw e;
        }
    }

    /**
     * The loss of a batch, summed over its items.
     *
     * @param gradient by coefficient; empty where it was not asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Part(double sum, double[] gradient) {}

    /** Sets the coefficients; meanwhile nothing may run. */
    void set(double[] coefficients, Workers workers) {
        theta.set(coefficients, workers);
    }

    /** The steps for some values. */
    synchronized GradientPlan forward(Set<String> values) {
        return forward.computeIfAbsent(values, key -> GradientPlan.forward(model.steps(), key));
    }

    /** The steps for some values with their gradient; or why there is none. */
    synchronized Derivatives.Planning backward(Set<String> values) {
        return backward.computeIfAbsent(values, this::planned);
    }

    private Derivatives.Planning planned(Set<String> values) {
        try {
            if (derivatives == null) {
                derivatives = Derivatives.of(factory, model, weights::changes);
            }
            Derivatives.Planning planning = derivatives.plan(values);
            planning.plan().ifPresent(plan -> plan.segments().forEach(sessions::open));
            return planning;
        } catch (BadDataException e) {
            return new Derivatives.Planning(Optional.empty(), Optional.ofNullable(e.getMessage()));
        }
    }

    /** The loss of a batch. */
    Part loss(Batch batch, BatchLoss loss) {
        GradientRunner runner = borrow();
        try {
            Map<String, Output> values = runner.values(forward(loss.values()), batch);
            return new Part(loss.backward(batch, values, Map.of()), new double[0]);
        } finally {
            runners.add(runner);
        }
    }

    /** The loss of a batch with its gradient. */
    Part gradient(Batch batch, BatchLoss loss) {
        GradientPlan plan = backward(loss.values()).plan().orElseThrow();
        var contraction = new Contraction(weights);
        GradientRunner runner = borrow();
        try {
            double sum =
                    runner.gradient(
                            plan,
                            batch,
                            (values, seeds) -> loss.backward(batch, values, seeds),
                            contraction);
            return new Part(sum, contraction.sums());
        } finally {
            runners.add(runner);
        }
    }

    private GradientRunner borrow() {
        return Objects.requireNonNullElseGet(
                runners.poll(),
                () -> new GradientRunner(factory, sessions, theta.values(), activations));
    }

    /** What the model gives for a batch with other weights. */
    Map<String, Output> values(Map<String, Value> fixed, Set<String> values, Batch batch) {
        try (var runner = new GradientRunner(factory, sessions, fixed, activations)) {
            return runner.values(forward(values), batch);
        }
    }

    @Override
    public void close() {
        try (sessions;
                theta) {
            runners.forEach(GradientRunner::close);
        }
    }
}
