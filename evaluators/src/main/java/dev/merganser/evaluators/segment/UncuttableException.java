package dev.merganser.evaluators.segment;

/** A graph cannot be cut; the message is the reason. Never leaves this package. */
final class UncuttableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncuttableException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
