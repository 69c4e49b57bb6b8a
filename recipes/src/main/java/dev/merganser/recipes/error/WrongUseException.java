package dev.merganser.recipes.error;

import org.jspecify.annotations.Nullable;

/**
 * The user asked for something that cannot be done as asked: a command line, a YAML file or a path
 * is wrong. The message is one line for the user: what must hold, what was found, maybe what to do.
 * The command line ends with exit code 2.
 */
public final class WrongUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongUseException(String message) {
        super(message);
    }

    public WrongUseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The line for the user: one, whatever names it quotes. */
    @Override
    public String getMessage() {
        return Quoted.message(super.getMessage());
    }
}
