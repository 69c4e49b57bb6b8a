package dev.merganser.evaluators.segment;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.merganser.evaluators.session.OrtErrors;

import java.util.Collection;
import java.util.List;

/** Closes native objects. */
final class Closing {

    private Closing() {}

    static void close(OrtSession session) {
        closeAll(List.of(session));
    }

    /** Closes all, whatever fails; the first failure is thrown at the end. */
    static void closeAll(Collection<OrtSession> sessions) {
        OrtException first = null;
        for (OrtSession session : sessions) {
            try {
                session.close();
            } catch (OrtException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw OrtErrors.of("A session cannot be closed", first);
        }
    }
}
