package dev.merganser.evaluators.segment;

import dev.merganser.evaluators.session.Session;
import dev.merganser.evaluators.session.SessionFactory;

import java.util.IdentityHashMap;
import java.util.Objects;

/** One session per distinct segment of a model, shared by all runners. Owns them until closed. */
public final class SegmentSessions implements AutoCloseable {

    private final IdentityHashMap<Segment, Session> sessions = new IdentityHashMap<>();

    private SegmentSessions() {}

    /** Opens all sessions, or none where one fails. */
    public static SegmentSessions open(SessionFactory factory, SegmentedModel model) {
        var opened = new SegmentSessions();
        try {
            for (Step step : model.steps()) {
                opened.sessions.computeIfAbsent(
                        step.segment(), segment -> factory.open(segment.graph()));
            }
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** How many sessions there are. */
    public int count() {
        return sessions.size();
    }

    Session of(Segment segment) {
        return Objects.requireNonNull(sessions.get(segment), "a segment of this model");
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
        sessions.clear();
    }
}
