package dev.merganser.optimizer.space;

/** A recipe that a space cannot express, and why. */
final class NotExpressible extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A reason.
     *
     * @param reason goes after "the recipe must lie in the space:"
     */
    NotExpressible(String reason) {
        super(reason);
    }

    /** The reason. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
