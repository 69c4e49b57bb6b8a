package dev.merganser.evaluators.session;

import ai.onnxruntime.OrtException;

import dev.merganser.recipes.error.BadDataException;

/** ONNX Runtime's complaints as one-line messages. */
final class OrtErrors {

    private OrtErrors() {}

    /**
     * A complaint about a graph.
     *
     * @param what what ONNX Runtime was to do, for example {@code "Graph 'vit' cannot be loaded"}
     */
    static BadDataException of(String what, OrtException cause) {
        return new BadDataException("%s: %s".formatted(what, firstLine(cause)), cause);
    }

    /** The first line of a complaint, without its code. */
    static String firstLine(OrtException cause) {
        return String.valueOf(cause.getMessage())
                .replaceFirst("^Error code - \\w+ - message: ", "")
                .lines()
                .findFirst()
                .orElse("no reason given");
    }
}
