package dev.merganser.evaluators.task;

/** A model could not be measured, and what measured it said more than fits a line. */
public final class MeasurementException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String output;

    /**
     * A failure.
     *
     * @param message one line for the user
     * @param output all that is known, for a log
     */
    public MeasurementException(String message, String output) {
        super(message);
        this.output = output;
    }

    /** All that is known. */
    public String output() {
        return output;
    }
}
