package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Results;
import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;
import dev.merganser.evaluators.session.Value;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One session per distinct segment, shared by all runners. Safe for use by many threads; owns the
 * sessions until closed.
 */
public final class SegmentSessions implements AutoCloseable {

    private final SessionFactory factory;
    private final IdentityHashMap<Segment, Session> sessions = new IdentityHashMap<>();

    private SegmentSessions(SessionFactory factory) {
        this.factory = factory;
    }

    /** Sessions that are opened when they are first run. */
    public static SegmentSessions of(SessionFactory factory) {
        return new SegmentSessions(factory);
    }

    /** Opens all sessions of a model, or none where one fails. */
    public static SegmentSessions open(SessionFactory factory, SegmentedModel model) {
        var opened = new SegmentSessions(factory);
        try {
            model.steps().forEach(step -> opened.of(step.segment()));
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Opens the session of a segment, unless it is open; a graph that cannot be is bad data. */
    public void open(Segment segment) {
        var _ = of(segment);
    }

    /** How many sessions are open. */
    public synchronized int count() {
        return sessions.size();
    }

    synchronized Session of(Segment segment) {
        return sessions.computeIfAbsent(segment, each -> factory.open(each.graph()));
    }

    /**
     * Runs a segment; what cannot be opened or run is bad data.
     *
     * @param inputs its values and weights
     * @param requested outputs to be given in memory of their own
     * @param written outputs to be written into tensors of the caller
     */
    public Results run(
            Segment segment,
            Map<String, Value> inputs,
            Set<String> requested,
            Map<String, Value> written) {
        return of(segment).run(inputs, requested, written);
    }

    @Override
    public synchronized void close() {
        sessions.values().forEach(Session::close);
        sessions.clear();
    }
}
