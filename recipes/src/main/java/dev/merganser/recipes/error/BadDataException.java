package dev.merganser.recipes.error;

/**
 * The content of a file cannot be used: it is damaged, truncated, holds NaN, or tensors do not fit
 * each other. The message is one line for the user: what must hold, what was found, maybe what to
 * do. The command line ends with exit code 1.
 */
public final class BadDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadDataException(String message) {
        super(message);
    }

    public BadDataException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The line for the user: one, whatever names it quotes. */
    @Override
    public String getMessage() {
        return Quoted.message(super.getMessage());
    }
}
