package dev.merganser.evaluators.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;

import dev.merganser.recipes.error.BadDataException;

import java.util.Optional;

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
        return find(output)
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        "The value '%s' must be a tensor.".formatted(output)));
    }

    /** An output that was requested; empty where it is no tensor. */
    public Optional<Value> find(String output) {
        return result.get(output).orElse(null) instanceof OnnxTensor tensor
                ? Optional.of(new Value(tensor))
                : Optional.empty();
    }

    @Override
    public void close() {
        result.close();
    }
}
