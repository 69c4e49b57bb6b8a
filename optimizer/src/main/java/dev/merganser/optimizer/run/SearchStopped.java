package dev.merganser.optimizer.run;

/** Ends the question that an algorithm asks, and the search with it. */
final class SearchStopped extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final StopReason reason;

    SearchStopped(StopReason reason) {
        super("The search ends: " + reason.key(), null, false, false);
        this.reason = reason;
    }

    StopReason reason() {
        return reason;
    }
}
