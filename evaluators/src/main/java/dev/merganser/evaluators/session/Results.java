package dev.merganser.evaluators.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;

import dev.merganser.recipes.error.BadDataException;

/**
 * What a session gave. Owns its values until closed; those that the caller gave stay the caller's.
 */
public final class Results implements AutoCloseable {

    private final OrtSession.Result result;

    Results(OrtSession.Result result) {
        this.result = result;
    }

    /** An output that was requested; it must be a tensor. */
    public Value get(String output) {
        if (result.get(output).orElse(null) instanceof OnnxTensor tensor) {
            return new Value(tensor);
        }
        throw new BadDataException("The value '%s' must be a tensor.".formatted(output));
    }

    @Override
    public void close() {
        result.close();
    }
}
