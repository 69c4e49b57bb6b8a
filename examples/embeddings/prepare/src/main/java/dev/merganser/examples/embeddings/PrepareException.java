package dev.merganser.examples.embeddings;

/** Why models and data cannot be prepared, in one line for the user. */
final class PrepareException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PrepareException(String message) {
        super(message);
    }

    PrepareException(String message, Throwable cause) {
        super(message, cause);
    }
}
