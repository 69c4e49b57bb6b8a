package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;
import dev.merganser.recipes.graph.GraphWriter;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A session of its own for each step of one candidate, with the weights inside as constants, so
 * that ONNX Runtime can lay them out for its kernels and keep them on the device. Opened when the
 * step is run first, and again after its weights have changed; no file is written. Owns its
 * sessions until closed; for one thread at a time.
 */
public final class OwnSessions implements StepSessions, AutoCloseable {

    private final SessionFactory factory;
    private final Map<String, Value> weights;
    private final IdentityHashMap<Segment, byte[]> graphs = new IdentityHashMap<>();
    private final IdentityHashMap<Step, Session> sessions = new IdentityHashMap<>();

    /**
     * Sessions over tensors that the caller owns.
     *
     * @param weights by name in the model; sessions copy them
     */
    public OwnSessions(SessionFactory factory, Map<String, Value> weights) {
        this.factory = factory;
        this.weights = Map.copyOf(weights);
    }

    /** Closes the sessions of the steps that have a weight, by its name in the model. */
    public void changed(String weight) {
        sessions.entrySet()
                .removeIf(
                        entry -> {
                            boolean stale = entry.getKey().weights().containsValue(weight);
                            if (stale) {
                                entry.getValue().close();
                            }
                            return stale;
                        });
    }

    /** Opens the sessions of steps that have none. */
    public void open(Iterable<Step> steps) {
        steps.forEach(this::session);
    }

    @Override
    public Results run(
            Step step,
            Map<String, Value> inputs,
            Set<String> requested,
            Map<String, Value> written) {
        return session(step).run(inputs, requested, written);
    }

    private Session session(Step step) {
        return sessions.computeIfAbsent(step, this::opened);
    }

    private Session opened(Step step) {
        Segment segment = step.segment();
        byte[] graph =
                graphs.computeIfAbsent(
                        segment,
                        each -> GraphWriter.encodeWithoutData(each.graph(), each.weights()));
        Map<String, Value> initializers = new HashMap<>();
        step.weights()
                .forEach(
                        (input, name) ->
                                initializers.put(
                                        input, Objects.requireNonNull(weights.get(name), name)));
        return factory.open(segment.graph().name(), graph, initializers);
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
        sessions.clear();
    }
}
